using MusicRec.Boosting;
using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Continues playlists in two stages, in the manner of the RecSys Challenge 2018's winners (Volkovs et al. 2018): several models bring
/// candidates, boosted trees order them by those models' scores and by features of playlist and track. The trees learn on playlists cut as
/// in the challenge that no source and no count has seen; then sources and counts are fitted on all. See docs/methods/two-stage.md.</summary>
/// <param name="sources">The first stage: factors, neighbours, sequences, titles.</param>
/// <param name="options">Null for the defaults.</param>
public sealed class TwoStage(IEnumerable<CandidateSource> sources, TwoStageOptions? options = null)
{
    private readonly CandidateSource[] _sources = [.. Require.NotNull(sources)];

    /// <summary>The settings.</summary>
    public TwoStageOptions Options { get; } = options ?? new();

    /// <summary>Who answers for playlists that show no track, alone, as the winners had it; null (default): the two stages too. Of a title alone
    /// trees learn little, since most of their features are about shown tracks.</summary>
    public CandidateSource? WithoutTracks { get; init; }

    /// <summary>Fits both stages.</summary>
    /// <param name="playlists">Playlists to learn from, with titles and attributes of their tracks where there are any.</param>
    /// <param name="progress">Gets one report a round, then those of the trees.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">No round finds a hidden track among candidates: too few playlists, or too short ones.</exception>
    public TwoStageModel Fit(EventSequences playlists, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(playlists);
        var (features, relevance, offsets) = (new List<Matrix>(), new List<float>(), new List<int> { 0 });
        for (int round = 0; round < Options.Rounds; round++)
        {
            var cases = Split(round).Apply(playlists);
            foreach (var query in Queries(FirstStage(cases.Train, cancel), cases, round, cancel))
            {
                features.Add(query.Features);
                relevance.AddRange(query.Relevance);
                offsets.Add(relevance.Count);
            }
            progress?.Report(new(round + 1, Options.Rounds, double.NaN, double.NaN, double.NaN));
        }
        if (features.Count == 0)
        {
            throw new MusicRecException($"In {Options.Rounds} rounds no source found a hidden track of any of the {playlists.Count} playlists; " +
                "there is nothing to learn from. Give more or longer playlists, or groups that show fewer tracks.");
        }
        var trees = new LambdaMart(Options.Trees with { Threads = Options.Threads })
            .Fit(new(Stack(features), [.. relevance], [.. offsets]), progress, cancel);
        var final = FirstStage(playlists, cancel);
        return new(final.Sources, final.Counts, trees, Options, WithoutTracks?.Fit(playlists, cancel));
    }

    private SeedGroupSplit Split(int round) => new()
    {
        Groups = Options.Groups,
        TestShare = Options.RoundShare,
        PlaylistsPerGroup = Options.PlaylistsPerGroup,
        LeastHidden = Options.LeastHidden,
        Hidden = Options.Eligible,
        Seed = CounterRandom.Mix(Options.Seed + (ulong)round),
    };

    private TwoStageModel FirstStage(EventSequences train, CancellationToken cancel)
    {
        var models = new CandidateModel[_sources.Length];
        for (int s = 0; s < models.Length; s++)
        {
            cancel.ThrowIfCancellationRequested();
            var model = _sources[s].Fit(train, cancel);
            if (model.ItemIds.Count != train.Items)
                throw new ArgumentException($"The source '{_sources[s].Name}' knows {model.ItemIds.Count} items, the playlists {train.Items}.");
            models[s] = new(_sources[s].Name, model, _sources[s].Recalls);
        }
        return new(models, PlaylistFeatures.Fit(train), Options);
    }

    // Each playlist with at least one hidden track among its candidates, and one other candidate.
    private IEnumerable<Query> Queries(TwoStageModel first, ContinuationCases cases, int round, CancellationToken cancel)
    {
        var queries = new Query?[cases.Seeds.Count];
        WorkerTeam.Shared.Run(queries.Length, WorkerTeam.Threads(Options.Threads), (row, _) =>
        {
            if (WithoutTracks is not null && cases.Seeds[row].IsEmpty) return;
            var found = first.Find(cases.Seeds, row);
            int[] hidden = cases.Hidden.ItemsOf(row).ToArray();
            var random = new CounterRandom(CounterRandom.Mix(Options.Seed + (ulong)round), (ulong)row + 100);
            int[] right = Draw([.. found.Items.Where(item => Array.BinarySearch(hidden, item) >= 0)], Options.Positives, random);
            int[] wrong = Draw([.. found.Items.Where(item => Array.BinarySearch(hidden, item) < 0)], Options.Negatives, random);
            if (right.Length == 0 || wrong.Length == 0) return;
            int[] items = [.. right, .. wrong];
            queries[row] = new(first.FeaturesOf(cases.Seeds, row, found, items), [.. items.Select((_, i) => i < right.Length ? 1f : 0f)]);
        }, cancel);
        return queries.OfType<Query>();
    }

    private static int[] Draw(int[] items, int most, CounterRandom random)
    {
        if (items.Length <= most) return items;
        return [.. items.OrderBy(item => random.Bits((ulong)item)).ThenBy(item => item).Take(most).Order()];
    }

    private static Matrix Stack(List<Matrix> parts)
    {
        var all = new Matrix(parts.Sum(part => part.Rows), parts[0].Columns);
        int row = 0;
        foreach (var part in parts)
            for (int r = 0; r < part.Rows; r++) part[r].CopyTo(all.Row(row++));
        return all;
    }

    private sealed record Query(Matrix Features, float[] Relevance);
}
