using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>Judges models that continue playlists, category by category. The tracks that are shown are never ranked.</summary>
/// <param name="options">Metrics and settings; null for the challenge's metrics without artist credit.</param>
public sealed class ContinuationEvaluator(EvaluatorOptions? options = null)
{
    private readonly EvaluatorOptions _options = options ?? new() { Metrics = ChallengeMetrics() };

    /// <summary>The metrics of the RecSys Challenge 2018, over 500 tracks: R-precision with a credit of 0.25 for an artist (where artists are known),
    /// NDCG with rank 2 undiscounted and the ideal list as long as there are hits, and clicks.</summary>
    /// <param name="artists">Artist of each item, negative where unknown; empty where no artist is known.</param>
    public static IReadOnlyList<IMetric> ChallengeMetrics(ReadOnlySpan<int> artists = default) =>
    [
        artists.IsEmpty ? new RPrecision() : new ArtistRPrecision(artists),
        new Ndcg(500) { Discount = Discount.Jarvelin, Ideal = IdealLength.Hits }, new Clicks(),
    ];

    /// <summary>Evaluates a model.</summary>
    /// <param name="name">Name of the model in the report.</param>
    /// <param name="model">Fitted on <see cref="ContinuationCases.Train"/>.</param>
    /// <param name="cases">What is shown and what must be found. Cases with nothing to find are in no mean.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <exception cref="ArgumentException">The cases have another number of items than the model.</exception>
    public ContinuationReport Evaluate(string name, IPlaylistModel model, ContinuationCases cases, CancellationToken cancel = default)
    {
        PlaylistRanker.Check(model, Require.NotNull(cases).Seeds);
        var all = new Evaluator(_options).Evaluate(name, PlaylistRanker.AsRecommender(model, cases.Seeds),
            cases.Seeds.ToInteractions(DuplicatePolicy.Max), cases.Hidden, cancel);
        return new(all, [.. cases.Groups.Select((count, group) => new ContinuationGroup(count, Part(all, cases, group, cancel)))]);
    }

    private EvaluationReport Part(EvaluationReport all, ContinuationCases cases, int group, CancellationToken cancel)
    {
        int[] at = [.. Enumerable.Range(0, all.Users.Length).Where(u => cases.GroupOf[all.Users[u]] == group)];
        int[] users = [.. at.Select(u => all.Users[u])];
        MetricResult[] metrics = [.. all.Metrics.Select(metric =>
            new MetricResult(metric.Name, [.. at.Select(u => metric.PerUser[u])], [.. at.Select(u => metric.Weights[u])]))];
        if (_options.Resamples > 0 && users.Length > 0)
        {
            var intervals = Bootstrap.Intervals(metrics, _options, cancel);
            for (int m = 0; m < metrics.Length; m++) metrics[m] = metrics[m] with { Interval = intervals[m] };
        }
        int cased = cases.Groups[group].Found;
        return new(all.Model, users, cased - users.Length, metrics, new Dictionary<string, double>(), TimeSpan.Zero, TimeSpan.Zero);
    }
}
