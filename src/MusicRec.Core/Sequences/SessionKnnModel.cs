using System.Collections.Concurrent;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Scores the next item by the most similar past sessions; the result of <see cref="Sknn"/>, <see cref="VSknn"/> and <see cref="Stan"/>.
/// It holds the sessions. An empty history, or one whose items no session holds, scores 0 everywhere.
/// Ties for a neighbour's place go to the session sampled first (the more recent one). Immutable and safe to share between threads.</summary>
public sealed class SessionKnnModel : IIncrementalModel
{
    private const string Kind = "session-knn";
    private readonly KnnRule _rule;
    private readonly SessionIndex _index;
    private readonly double[]? _itemFactors; // 1 + IdfWeight idf(i), or null where all are 1
    private readonly RecentEvents _recent;
    private readonly ConcurrentBag<KnnQuery> _queries = []; // working memory, one for each thread that ever asked at once

    private SessionKnnModel(KnnRule rule, SessionIndex index)
    {
        (_rule, _index) = (rule, index);
        _recent = new(this, rule.HistoryItems, timed: rule.AgeDecay > 0 && index.Times is not null);
        if (rule.IdfWeight > 0) _itemFactors = [.. Enumerable.Range(0, index.ItemIds.Count).Select(ItemFactor)];
    }

    /// <inheritdoc/>
    public IdMap ItemIds => _index.ItemIds;

    /// <summary>Number of past sessions.</summary>
    public int Sessions => _index.Sessions;

    internal static SessionKnnModel Fit(ItemSequences data, SessionKnnOptions options,
        IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        var index = SessionIndex.Build(Require.NotNull(data), options.Sampling, options.Seed, cancel);
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        return new(options.ToRule(), index);
    }

    /// <summary>Scores all items as the continuation of some histories. Now (<see cref="StanOptions.AgeDecay"/>) is a history's last time.</summary>
    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        int items = ItemIds.Count;
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        scores.Clear();
        var query = Rent();
        for (int q = 0; q < rows.Length; q++)
        {
            query.Run(histories[rows[q]], Now(histories.TimesOf(rows[q])));
            var row = scores.Slice(q * items, items);
            foreach (int item in query.Scored) row[item] = (float)query.Scores[item];
            query.Reset();
        }
        _queries.Add(query);
    }

    /// <summary>The same scores before rounding to float, shape [items].</summary>
    internal double[] ScoreExactly(ReadOnlySpan<int> history, ReadOnlySpan<long> times)
    {
        var query = Rent();
        query.Run(history, Now(times));
        var scores = query.Scores.ToArray();
        query.Reset();
        _queries.Add(query);
        return scores;
    }

    /// <inheritdoc/>
    public int StateLength => _recent.StateLength;

    /// <inheritdoc/>
    public int Remembers => _recent.Remembers;

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, ReadOnlySpan<long> times, Span<float> states) => _recent.Advance(items, times, states);

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => _recent.Advance(items, states);

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores) => _recent.ScoreStates(states, scores);

    /// <summary>Writes the model, sessions included, in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        _rule.Save(file);
        _index.Save(file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static SessionKnnModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        return new(KnnRule.Load(file), SessionIndex.Load(file));
    }

    private KnnQuery Rent() => _queries.TryTake(out var query) ? query : new KnnQuery(_rule, _index, _itemFactors);

    private static long? Now(ReadOnlySpan<long> times) => times.IsEmpty ? null : times[^1];

    private double ItemFactor(int item)
    {
        int sessions = _index.SessionsOf(item).Length;
        return sessions == 0 ? 1 : 1 + _rule.IdfWeight * Math.Log((double)_index.Sessions / sessions);
    }
}
