using System.Buffers;
using System.Runtime.InteropServices;
using MusicRec.Data;
using MusicRec.Kernels;

namespace MusicRec.Sequences;

/// <summary>Several sequence models as one: score(i) = sum over models of weight x scaled score(i). Neighbours find more, order-aware models rank
/// better; together they do both. Its parts are saved, not the blend. Immutable and safe to share between threads.</summary>
public sealed unsafe class Blend : ISequenceModel
{
    private const float RankOffset = 20;
    private const int RankDepth = 1000;

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
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        try
        {
            foreach (var part in _parts)
            {
                if (part.Weight == 0) continue;
                part.Model.ScoreNext(histories, rows, rented.AsSpan(0, length));
                fixed (float* from = rented, to = scores)
                    for (long row = 0; row < rows.Length; row++) Add(part, from + row * items, to + row * items, items);
            }
        }
        finally { ArrayPool<float>.Shared.Return(rented); }
    }

    /// <summary>Adds weight x scaled scores of one row to a sum. The scores may be overwritten.</summary>
    internal static void Add(BlendPart part, float* scores, float* sum, int items)
    {
        if (items == 0) return;
        float most = Reductions.Max(scores, items), weight = (float)part.Weight;
        switch (part.Scale)
        {
            case BlendScale.Maximum:
                if (most > 0) Maps.Run2<Functions.AddScaled>(scores, sum, sum, items, weight / most);
                break;
            case BlendScale.Exponential:
                Maps.Run1<Functions.ExpMinus>(scores, scores, items, most);
                Maps.Run2<Functions.AddScaled>(scores, sum, sum, items, weight);
                break;
            default:
                AddRanks(scores, sum, items, weight);
                break;
        }
    }

    // Of the items at least as good as the RankDepth-th; equal scores share the better rank.
    private static void AddRanks(float* scores, float* sum, int items, float weight)
    {
        float least = scores[0], cut = float.NegativeInfinity;
        for (int i = 1; i < items; i++) least = Math.Min(least, scores[i]);
        if (items > RankDepth)
        {
            float[] all = new Span<float>(scores, items).ToArray();
            Selection.LargestFirst(all.AsSpan(), RankDepth);
            cut = all.Take(RankDepth).Min();
        }
        var (keys, order) = (new List<float>(RankDepth), new List<int>(RankDepth));
        for (int i = 0; i < items; i++)
        {
            if (scores[i] < cut || scores[i] <= least) continue;
            keys.Add(-scores[i]);
            order.Add(i);
        }
        CollectionsMarshal.AsSpan(keys).Sort(CollectionsMarshal.AsSpan(order));
        for (int at = 0, rank = 0; at < order.Count; at++)
        {
            if (at > 0 && keys[at] > keys[at - 1]) rank = at;
            sum[order[at]] += weight * RankOffset / (RankOffset + rank);
        }
    }

    private static bool SameIds(IdMap one, IdMap other)
    {
        if (one.Count != other.Count) return false;
        for (int i = 0; i < one.Count; i++)
            if (one[i] != other[i]) return false;
        return true;
    }
}
