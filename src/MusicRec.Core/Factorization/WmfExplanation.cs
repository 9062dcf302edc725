using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>Why a listener gets an item.</summary>
/// <param name="Score">The score explained: the sum of the contributions.</param>
/// <param name="Contributions">The listener's plays with what each adds to the score (it may be negative), largest first.</param>
public sealed record WmfExplanation(float Score, IReadOnlyList<RankedItem> Contributions);
