using MusicRec.Numerics;
using MusicRec.Ranking;
using MusicRec.Sequences;

namespace MusicRec.Playlists;

/// <summary>Continues a playlist track by track with a sequence model: greedily, by beam search, or by drawing. Immutable and safe to share between
/// threads.</summary>
public sealed class PlaylistContinuation
{
    private readonly ISequenceModel _model;
    private readonly ContinuationOptions _options;

    /// <summary>Makes the plan.</summary>
    /// <param name="model">Any fitted sequence model.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public PlaylistContinuation(ISequenceModel model, ContinuationOptions? options = null) =>
        (_model, _options) = (Require.NotNull(model), options ?? new());

    /// <summary>Adds tracks to a playlist.</summary>
    /// <param name="history">Items of the playlist so far, in order; may be empty.</param>
    /// <param name="cancel">Cancels between tracks.</param>
    /// <returns>The tracks to add, in order, each with the logarithm of its probability among its step's candidates; fewer than asked for where
    /// no more are allowed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An item of the history is not one of the model's.</exception>
    public IReadOnlyList<RankedItem> Continue(ReadOnlySpan<int> history, CancellationToken cancel = default)
    {
        foreach (int item in history) Require.Index(item, _model.ItemIds.Count, nameof(history));
        int beams = _options.Search == ContinuationSearch.Beam ? _options.Beams : 1;
        List<Path> paths = [new([.. history], [], 0)];
        var ranking = new RankingOptions { K = Math.Max(beams, _options.Candidates), Allow = _options.Allow };
        for (int step = 0; step < _options.Tracks; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var rankings = SequenceRanker.RecommendNext(_model, Histories(paths), ranking, _options.AllowRepeats, cancel);
            var longer = new List<Path>();
            for (int p = 0; p < paths.Count; p++)
            {
                var candidates = rankings[p];
                double[] logs = LogProbabilities(candidates);
                if (_options.Search == ContinuationSearch.Sample && logs.Length > 0) Extend(paths[p], Draw(logs, step), candidates, logs, longer);
                else for (int c = 0; c < Math.Min(beams, logs.Length); c++) Extend(paths[p], c, candidates, logs, longer);
            }
            if (longer.Count == 0) break;
            paths = [.. longer.OrderByDescending(path => path.LogProbability).Take(beams)]; // a stable sort: earlier paths win ties
        }
        return paths[0].Added;
    }

    private static void Extend(Path path, int candidate, ReadOnlySpan<RankedItem> candidates, double[] logs, List<Path> longer)
    {
        int item = candidates[candidate].Item;
        longer.Add(new([.. path.Tracks, item], [.. path.Added, new(item, (float)logs[candidate])], path.LogProbability + logs[candidate]));
    }

    private ItemSequences Histories(List<Path> paths)
    {
        var offsets = new long[paths.Count + 1];
        for (int p = 0; p < paths.Count; p++) offsets[p + 1] = offsets[p] + paths[p].Tracks.Length;
        return ItemSequences.Own(offsets, [.. paths.SelectMany(path => path.Tracks)], _model.ItemIds, null);
    }

    private double[] LogProbabilities(ReadOnlySpan<RankedItem> candidates)
    {
        var logs = new double[candidates.Length];
        for (int c = 0; c < logs.Length; c++) logs[c] = (candidates[c].Score - (double)candidates[0].Score) / _options.Temperature;
        double total = Math.Log(logs.Sum(Math.Exp));
        for (int c = 0; c < logs.Length; c++) logs[c] -= total;
        return logs;
    }

    private int Draw(double[] logs, int step)
    {
        double left = new CounterRandom(_options.Seed, 0).Uniform((ulong)step);
        int drawn = 0;
        for (; drawn < logs.Length - 1; drawn++)
        {
            left -= Math.Exp(logs[drawn]);
            if (left < 0) break;
        }
        return drawn;
    }

    private sealed record Path(int[] Tracks, RankedItem[] Added, double LogProbability);
}
