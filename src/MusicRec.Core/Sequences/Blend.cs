using System.Buffers;
using MusicRec.Data;

namespace MusicRec.Sequences;

/// <summary>Several sequence models as one: score(i) = sum over models of weight x scaled score(i). Neighbours find more, order-aware models rank
/// better; together they do both. Its parts are saved, not the blend. Immutable and safe to share between threads.</summary>
public sealed unsafe class Blend : ISequenceModel
{
    private readonly BlendPart[] _parts;

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
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public int RowsAtOnce { get; }

    /// <summary>What is blended.</summary>
    public IReadOnlyList<BlendPart> Parts => _parts;

    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        int items = ItemIds.Count, length = rows.Length * items;
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        scores.Clear();
        var scaler = new RowScaler();
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            foreach (var part in _parts)
            {
                if (part.Weight == 0) continue;
                part.Model.ScoreNext(histories, rows, rented.AsSpan(0, length));
                fixed (float* from = rented, to = scores)
                    for (long row = 0; row < rows.Length; row++) scaler.Add(part, from + row * items, to + row * items, items);
            }
        }
        finally { ArrayPool<float>.Shared.Return(rented); }
    }

    private static bool SameIds(IdMap one, IdMap other)
    {
        if (one.Count != other.Count) return false;
        for (int i = 0; i < one.Count; i++)
            if (one[i] != other[i]) return false;
        return true;
    }
}
