using System.Buffers;
using System.Diagnostics;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Evaluation;

/// <summary>Judges sequence models by what came next: every proper prefix of every held-out sequence is a case, the whole catalogue is ranked,
/// and of items with equal scores the relevant ones come last, unless told otherwise. Scores in blocks on all cores. A mean is over cases; the
/// report keeps one value a sequence, weighted by its cases; intervals draw whole sequences, since the cases of one are not independent.</summary>
public sealed class SequenceEvaluator
{
    private readonly SequenceEvaluatorOptions _options;

    /// <summary>Takes what to compute.</summary>
    /// <exception cref="ArgumentException">A metric wants the whole ranking, or weighs cases by how much is relevant; or ties are not
    /// defined for the protocol.</exception>
    public SequenceEvaluator(SequenceEvaluatorOptions? options = null)
    {
        _options = options ?? new();
        if (_options.Ties == TiePolicy.Mean && _options.Protocol != SequenceProtocol.NextItem)
            throw new ArgumentException("Ties is Mean, a rank that one item has; set Protocol to NextItem, or Ties to Last.", nameof(options));
        foreach (var metric in _options.Metrics)
        {
            if (metric.Depth(1) == int.MaxValue || metric.Weight(1) != 1 || metric.Weight(2) != 1)
                throw new ArgumentException($"The metric '{metric.Name}' has no cut-off or weighs cases; give one with a cut-off.", nameof(options));
        }
    }

    /// <summary>Evaluates a model.</summary>
    /// <param name="name">Name of the model in the report.</param>
    /// <param name="model">A fitted model.</param>
    /// <param name="sessions">Held-out sequences in the model's item order; those shorter than two events give no case.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>A report whose users are the rows of <paramref name="sessions"/> with at least one case.</returns>
    /// <exception cref="ArgumentException">The sessions have another number of items than the model.</exception>
    public EvaluationReport Evaluate(string name, ISequenceModel model, ItemSequences sessions, CancellationToken cancel = default)
    {
        SequenceRanker.CheckItems(Require.NotNull(model), Require.NotNull(sessions));
        return Evaluate(name, model, sessions, NextItemCases.Of(sessions), cancel);
    }

    /// <summary>Evaluates a model on what followed: every hidden event is predicted from all events before it, shown ones and hidden ones. Where
    /// nothing is shown, the first hidden event is the first that a model sees.</summary>
    /// <param name="name">Name of the model in the report.</param>
    /// <param name="model">A fitted model.</param>
    /// <param name="shown">What the model may see from the start, in its item order.</param>
    /// <param name="hidden">What came then, row by row, in the same item order.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>A report whose users are the rows of <paramref name="hidden"/> with at least one case.</returns>
    /// <exception cref="ArgumentException">The sequences have another number of items than the model, or the two differ in rows.</exception>
    public EvaluationReport Evaluate(string name, ISequenceModel model, ItemSequences shown, ItemSequences hidden, CancellationToken cancel = default)
    {
        SequenceRanker.CheckItems(Require.NotNull(model), Require.NotNull(shown));
        SequenceRanker.CheckItems(model, Require.NotNull(hidden));
        Require.Length(hidden.Count, shown.Count, nameof(hidden));
        var sessions = shown.Joined(hidden);
        return Evaluate(name, model, sessions, NextItemCases.Of(sessions, row => Math.Max(1, shown[row].Length)), cancel);
    }

    private EvaluationReport Evaluate(string name, ISequenceModel model, ItemSequences sessions, NextItemCases cases, CancellationToken cancel)
    {
        Require.NotNull(name);
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var values = new double[_options.Metrics.Count][];
        for (int m = 0; m < values.Length; m++) values[m] = new double[cases.Targets.Length];
        var counts = _options.CatalogueMetrics.Select(_ => new long[model.ItemIds.Count]).ToArray();
        Rank(model, cases, sessions, values, counts, cancel);

        int[] rows = [.. cases.Rows.ToArray().Distinct()];
        var metrics = new MetricResult[values.Length];
        for (int m = 0; m < metrics.Length; m++) metrics[m] = BySequence(_options.Metrics[m].Name, values[m], cases.Rows, rows.Length);
        if (_options.Resamples > 0 && rows.Length > 0)
        {
            var draws = new EvaluatorOptions
            { Resamples = _options.Resamples, Level = _options.Level, Seed = _options.Seed, Threads = _options.Threads };
            var intervals = Bootstrap.Intervals(metrics, draws, cancel);
            for (int m = 0; m < metrics.Length; m++) metrics[m] = metrics[m] with { Interval = intervals[m] };
        }
        var catalogue = new Dictionary<string, double>();
        for (int c = 0; c < counts.Length; c++)
            catalogue.Add(_options.CatalogueMetrics[c].Name, _options.CatalogueMetrics[c].Evaluate(counts[c]));
        return new EvaluationReport(name, rows, sessions.Count - rows.Length, metrics, catalogue,
            Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
    }

    private void Rank(
        ISequenceModel model, NextItemCases cases, ItemSequences sessions, double[][] values, long[][] counts, CancellationToken cancel)
    {
        int items = model.ItemIds.Count, total = cases.Targets.Length, threads = WorkerTeam.Threads(_options.Threads);
        int block = Math.Clamp(model.RowsAtOnce, 1, 1024);
        var rest = _options.Protocol == SequenceProtocol.RemainingItems ? LastPlaces(sessions) : [];
        int most = Depth(rest.Select(row => row.Items.Length).DefaultIfEmpty(1).Max(), items);
        var lists = new CautiousList?[threads];
        WorkerTeam.Shared.Run((total + block - 1) / block, threads, (chunk, worker) =>
        {
            int first = chunk * block, n = Math.Min(block, total - first);
            var list = lists[worker] ??= new CautiousList(most);
            float[] rented = ArrayPool<float>.Shared.Rent(n * items);
            try
            {
                var scores = rented.AsSpan(0, n * items);
                int[] rows = [.. Enumerable.Range(first, n)];
                model.ScoreNext(cases.Histories, rows, scores);
                for (int i = first; i < first + n; i++)
                {
                    var relevant = rest.Length > 0 ? Behind(rest[cases.Rows[i]], cases.Histories[i].Length) : cases.Targets.Slice(i, 1);
                    var row = scores.Slice((i - first) * items, items);
                    var ranked = list.Rank(row, relevant, Depth(relevant.Length, items));
                    if (_options.Ties == TiePolicy.Mean) ranked = list.ToMeanRank(row, relevant[0], ranked.Length);
                    for (int m = 0; m < values.Length; m++) values[m][i] = _options.Metrics[m].Evaluate(ranked, relevant);
                    for (int c = 0; c < counts.Length; c++)
                        foreach (int item in ranked[..Math.Min(ranked.Length, _options.CatalogueMetrics[c].Cutoff)])
                            Interlocked.Increment(ref counts[c][item]);
                }
            }
            finally { ArrayPool<float>.Shared.Return(rented); }
        }, cancel);
    }

    // Ranks that the metrics read where so many items are relevant.
    private int Depth(int relevant, int items) => Math.Clamp(
        _options.Metrics.Select(metric => metric.Depth(relevant)).Concat(_options.CatalogueMetrics.Select(c => c.Cutoff)).DefaultIfEmpty(1).Max(),
        1, Math.Max(1, items));

    // The different items of each sequence, ascending, and where each stands for the last time.
    private static (int[] Items, int[] Places)[] LastPlaces(ItemSequences sessions)
    {
        var rows = new (int[] Items, int[] Places)[sessions.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            var last = new SortedDictionary<int, int>();
            foreach (var (place, item) in sessions[row].ToArray().Index()) last[item] = place;
            rows[row] = ([.. last.Keys], [.. last.Values]);
        }
        return rows;
    }

    // The different items behind a prefix, ascending.
    private static int[] Behind((int[] Items, int[] Places) row, int length) => [.. row.Items.Where((_, i) => row.Places[i] >= length)];

    // The cases of a sequence lie together.
    private static MetricResult BySequence(string name, double[] values, ReadOnlySpan<int> rows, int sequences)
    {
        var (means, weights) = (new double[sequences], new double[sequences]);
        for (int i = 0, r = -1; i < values.Length; i++)
        {
            if (i == 0 || rows[i] != rows[i - 1]) r++;
            means[r] += values[i];
            weights[r]++;
        }
        for (int r = 0; r < sequences; r++) means[r] /= weights[r];
        return new MetricResult(name, means, weights);
    }
}
