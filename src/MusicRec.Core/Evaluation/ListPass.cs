using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>Ranks the users' lists block by block and computes the list and catalogue metrics.</summary>
internal sealed class ListPass
{
    private const int ListEntries = 1 << 21; // list places held at once: 16 MB
    private const int UsersPerChunk = 64;

    private readonly EvaluatorOptions _options;
    private readonly IRecommender _model;
    private readonly Truth _truth;
    private readonly RankingOptions _ranking;
    private readonly double[][] _values;
    private readonly double[][] _weights;
    private readonly long[][] _counts;

    public ListPass(EvaluatorOptions options, IRecommender model, Interactions known, Truth truth)
    {
        (_options, _model, _truth) = (options, model, truth);
        int most = truth.MostRelevant();
        int depth = options.Metrics.Select(m => m.Depth(most)).Concat(options.CatalogueMetrics.Select(m => m.Cutoff)).DefaultIfEmpty(0).Max();
        _ranking = new RankingOptions
        {
            K = Math.Clamp(depth, 1, Math.Max(1, truth.Items)),
            Seen = options.ExcludeTraining ? known : null,
            Allow = options.Candidates,
            Threads = options.Threads,
        };
        _values = [.. options.Metrics.Select(_ => new double[truth.Users.Length])];
        _weights = [.. options.Metrics.Select(_ => new double[truth.Users.Length])];
        _counts = [.. options.CatalogueMetrics.Select(_ => new long[truth.Items])];
    }

    public void Run(CancellationToken cancel)
    {
        if (_options.Metrics.Count + _options.CatalogueMetrics.Count == 0) return;
        int block = Math.Max(UsersPerChunk, ListEntries / _ranking.K);
        for (int first = 0; first < _truth.Users.Length; first += block)
        {
            int count = Math.Min(block, _truth.Users.Length - first), start = first;
            var lists = Ranker.Recommend(_model, _truth.Users.AsSpan(first, count), _ranking, cancel);
            WorkerTeam.Shared.Run((count + UsersPerChunk - 1) / UsersPerChunk, WorkerTeam.Threads(_options.Threads), (chunk, _) =>
            {
                var ranked = new int[_ranking.K];
                for (int row = chunk * UsersPerChunk; row < Math.Min(count, (chunk + 1) * UsersPerChunk); row++)
                    Measure(start + row, Items(lists[row], ranked));
            }, cancel);
            for (int row = 0; row < count; row++) Count(lists[row]);
        }
    }

    public IEnumerable<MetricResult> Results() => _options.Metrics.Select((metric, m) => new MetricResult(metric.Name, _values[m], _weights[m]));

    public Dictionary<string, double> Catalogue()
    {
        var values = new Dictionary<string, double>();
        for (int c = 0; c < _counts.Length; c++) values.Add(_options.CatalogueMetrics[c].Name, _options.CatalogueMetrics[c].Evaluate(_counts[c]));
        return values;
    }

    private void Measure(int at, ReadOnlySpan<int> ranked)
    {
        int user = _truth.Users[at];
        var relevant = _truth.Relevant(user);
        for (int m = 0; m < _values.Length; m++)
        {
            var metric = _options.Metrics[m];
            _weights[m][at] = metric.Weight(relevant.Length);
            _values[m][at] = metric is IGradedMetric graded
                ? graded.Evaluate(ranked, relevant, _truth.Grades(user)) : metric.Evaluate(ranked, relevant);
        }
    }

    private void Count(ReadOnlySpan<RankedItem> list)
    {
        for (int c = 0; c < _counts.Length; c++)
        {
            foreach (var entry in list[..Math.Min(list.Length, _options.CatalogueMetrics[c].Cutoff)]) _counts[c][entry.Item]++;
        }
    }

    private static ReadOnlySpan<int> Items(ReadOnlySpan<RankedItem> list, int[] items)
    {
        for (int i = 0; i < list.Length; i++) items[i] = list[i].Item;
        return items.AsSpan(0, list.Length);
    }
}
