using MusicRec.Data;

namespace MusicRec.Evaluation;

/// <summary>What one category of playlist continuation gave.</summary>
/// <param name="Count">The category, and how many playlists it has.</param>
/// <param name="Report">Its figures; the users are rows of <see cref="ContinuationCases.Seeds"/>, none where the category is empty.</param>
public sealed record ContinuationGroup(SeedGroupCount Count, EvaluationReport Report);

/// <summary>What an evaluation of playlist continuation found for one model.</summary>
/// <param name="All">All cases together; each case counts the same.</param>
/// <param name="Groups">By category.</param>
public sealed record ContinuationReport(EvaluationReport All, IReadOnlyList<ContinuationGroup> Groups);
