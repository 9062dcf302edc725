using System.Buffers;
using MusicRec.Data;

namespace MusicRec.Sequences;

/// <summary>Several sequence models as one: score(i) = sum over models of weight x scaled score(i). Neighbours find more, order-aware models rank
/// better; together they do both. Its parts are saved, not the blend. A state is that of each part whose weight is above 0, one after the other.
/// Immutable and safe to share between threads.</summary>
public sealed unsafe class Blend : IIncrementalModel
{
    private readonly BlendPart[] _parts;
    private readonly (BlendPart Part, IIncrementalModel Model, int Start)[] _counted; // weights above 0, with the place of their states

    /// <summary>Blends models over the same items.</summary>
    /// <exception cref="ArgumentException">There is no part, all weights are 0, or the items of two models differ.</exception>
    public Blend(IEnumerable<BlendPart> parts)
    {
        _parts = [.. Require.NotNull(parts)];
        if (!_parts.Any(part => part.Weight > 0))
            throw new ArgumentException("A blend needs at least one part with a weight above 0.", nameof(parts));
        ItemIds = _parts[0].Model.ItemIds;
        foreach (var part in _parts)
        {
            if (!ReferenceEquals(part.Model.ItemIds, ItemIds) && !SameIds(part.Model.ItemIds, ItemIds))
            {
                throw new ArgumentException(
                    "The models of a blend know different items, or in another order; fit them on the same data.", nameof(parts));
            }
        }
        RowsAtOnce = _parts.Max(part => part.Model.RowsAtOnce);
        var counted = new List<(BlendPart Part, IIncrementalModel Model, int Start)>();
        foreach (var part in _parts.Where(part => part.Weight > 0))
        {
            var model = RecentEvents.Of(part.Model);
            counted.Add((part, model, StateLength));
            StateLength = checked(StateLength + model.StateLength);
        }
        _counted = [.. counted];
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public int RowsAtOnce { get; }

    /// <inheritdoc/>
    public int StateLength { get; }

    /// <summary>The least of what the parts remember. A part that keeps no state of its own remembers 128 events.</summary>
    public int Remembers => _counted.Min(counted => counted.Model.Remembers);

    /// <summary>What is blended.</summary>
    public IReadOnlyList<BlendPart> Parts => _parts;

    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        int length = rows.Length * ItemIds.Count;
        Require.Length(scores.Length, (long)rows.Length * ItemIds.Count, nameof(scores));
        scores.Clear();
        var scaler = new RowScaler();
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            foreach (var (part, model, _) in _counted)
            {
                model.ScoreNext(histories, rows, rented.AsSpan(0, length));
                Add(scaler, part, rented, scores);
            }
        }
        finally { ArrayPool<float>.Shared.Return(rented); }
    }

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => Advance(items, default, timed: false, states);

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, ReadOnlySpan<long> times, Span<float> states)
    {
        Require.Length(times.Length, items.Length, nameof(times));
        Advance(items, times, timed: true, states);
    }

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength, length = rows * ItemIds.Count;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        Require.Length(scores.Length, (long)rows * ItemIds.Count, nameof(scores));
        scores.Clear();
        var scaler = new RowScaler();
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            foreach (var (part, model, start) in _counted)
            {
                model.ScoreStates(Gather(states, rows, start, model.StateLength), rented.AsSpan(0, length));
                Add(scaler, part, rented, scores);
            }
        }
        finally { ArrayPool<float>.Shared.Return(rented); }
    }

    private void Advance(ReadOnlySpan<int> items, ReadOnlySpan<long> times, bool timed, Span<float> states)
    {
        Require.Length(states.Length, (long)items.Length * StateLength, nameof(states));
        foreach (int item in items) Require.Index(item, ItemIds.Count, nameof(items)); // before any part has moved on
        foreach (var (_, model, start) in _counted)
        {
            int n = model.StateLength;
            float[] own = Gather(states, items.Length, start, n);
            if (timed) model.Advance(items, times, own);
            else model.Advance(items, own);
            for (int r = 0; r < items.Length; r++) own.AsSpan(r * n, n).CopyTo(states[(r * StateLength + start)..]);
        }
    }

    private float[] Gather(ReadOnlySpan<float> states, int rows, int start, int length)
    {
        var own = new float[rows * length];
        for (int r = 0; r < rows; r++) states.Slice(r * StateLength + start, length).CopyTo(own.AsSpan(r * length));
        return own;
    }

    private void Add(RowScaler scaler, BlendPart part, float[] rows, Span<float> sums)
    {
        fixed (float* from = rows, to = sums)
            for (long at = 0; at < sums.Length; at += ItemIds.Count) scaler.Add(part, from + at, to + at, ItemIds.Count);
    }

    private static bool SameIds(IdMap one, IdMap other)
    {
        if (one.Count != other.Count) return false;
        for (int i = 0; i < one.Count; i++)
            if (one[i] != other[i]) return false;
        return true;
    }
}
