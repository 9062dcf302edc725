using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;
using MusicRec.Sequences;

namespace MusicRec.Playlists;

/// <summary>Continues a playlist track by track with a sequence model: greedily, by beam search, or by drawing. A model that keeps a state is
/// moved on track by track, others are asked with the whole playlist. Immutable and safe to share between threads.</summary>
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
    public IReadOnlyList<RankedItem> Continue(ReadOnlySpan<int> history, CancellationToken cancel = default) => Continue(history, 0, cancel);

    /// <summary>Adds tracks to each of some playlists.</summary>
    /// <param name="histories">The playlists so far, in the model's item order; row r is drawn as playlist r.</param>
    /// <param name="cancel">Cancels between tracks.</param>
    /// <returns>For each row what <see cref="Continue(ReadOnlySpan{int}, int, CancellationToken)"/> gives.</returns>
    public IReadOnlyList<IReadOnlyList<RankedItem>> Continue(ItemSequences histories, CancellationToken cancel = default)
    {
        SequenceRanker.CheckItems(_model, Require.NotNull(histories));
        return [.. Enumerable.Range(0, histories.Count).Select(row => Continue(histories[row], row, cancel))];
    }

    /// <summary>Adds tracks to one of several playlists.</summary>
    /// <param name="history">Items of the playlist so far, in order; may be empty.</param>
    /// <param name="playlist">Number of the playlist, 0 or more: under one seed each number has its own draws.</param>
    /// <param name="cancel">Cancels between tracks.</param>
    /// <returns>The tracks to add, in order, each with the logarithm of its probability among its step's candidates; fewer than asked for where
    /// no more are allowed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An item of the history is not one of the model's.</exception>
    public IReadOnlyList<RankedItem> Continue(ReadOnlySpan<int> history, int playlist, CancellationToken cancel = default)
    {
        var random = new CounterRandom(_options.Seed, (ulong)Require.NotNegative(playlist));
        foreach (int item in history) Require.Index(item, _model.ItemIds.Count, nameof(history));
        int beams = _options.Search == ContinuationSearch.Beam ? _options.Beams : 1;
        List<Path> paths = [new([.. history], [], 0, 0)];
        var states = States(history);
        var ranking = new RankingOptions { K = Math.Max(beams, _options.Candidates), Allow = _options.Allow };
        for (int step = 0; step < _options.Tracks; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var rankings = SequenceRanker.RecommendNext(states ?? _model, Histories(paths), ranking, _options.AllowRepeats, cancel);
            var longer = new List<Path>();
            for (int p = 0; p < paths.Count; p++)
            {
                var candidates = rankings[p];
                double[] logs = LogProbabilities(candidates);
                if (_options.Search == ContinuationSearch.Sample && logs.Length > 0)
                    Extend(paths[p], p, Draw(logs, random.Uniform((ulong)step)), candidates, logs, longer);
                else for (int c = 0; c < Math.Min(beams, logs.Length); c++) Extend(paths[p], p, c, candidates, logs, longer);
            }
            if (longer.Count == 0) break;
            paths = [.. longer.OrderByDescending(path => path.LogProbability).Take(beams)]; // a stable sort: earlier paths win ties
            states = states?.Next([.. paths.Select(path => path.Parent)], [.. paths.Select(path => path.Tracks[^1])]);
        }
        return paths[0].Added;
    }

    private KeptStates? States(ReadOnlySpan<int> history)
    {
        if (_model is not IIncrementalModel model || (long)history.Length + _options.Tracks > model.Remembers) return null;
        var state = new float[model.StateLength];
        foreach (int item in history) model.Advance([item], state);
        return new(model, state);
    }

    private static void Extend(Path path, int parent, int candidate, ReadOnlySpan<RankedItem> candidates, double[] logs, List<Path> longer)
    {
        int item = candidates[candidate].Item;
        longer.Add(new([.. path.Tracks, item], [.. path.Added, new(item, (float)logs[candidate])], path.LogProbability + logs[candidate], parent));
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

    private static int Draw(double[] logs, double left)
    {
        int drawn = 0;
        for (; drawn < logs.Length - 1; drawn++)
        {
            left -= Math.Exp(logs[drawn]);
            if (left < 0) break;
        }
        return drawn;
    }

    // Parent: which of the paths of the step before it goes on from.
    private sealed record Path(int[] Tracks, RankedItem[] Added, double LogProbability, int Parent);

    // The states of some paths, which stand for their histories.
    private sealed class KeptStates(IIncrementalModel model, float[] states) : ISequenceModel
    {
        public IdMap ItemIds => model.ItemIds;

        public int RowsAtOnce => model.RowsAtOnce;

        public KeptStates Next(int[] parents, int[] items)
        {
            float[] next = Gather(parents);
            model.Advance(items, next);
            return new(model, next);
        }

        public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores) => model.ScoreStates(Gather(rows), scores);

        private float[] Gather(ReadOnlySpan<int> rows)
        {
            int length = model.StateLength;
            var gathered = new float[rows.Length * length];
            for (int r = 0; r < rows.Length; r++) states.AsSpan(rows[r] * length, length).CopyTo(gathered.AsSpan(r * length));
            return gathered;
        }
    }
}
