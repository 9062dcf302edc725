using System.Numerics;
using System.Runtime.InteropServices;
using MusicRec.Kernels;

namespace MusicRec.Sequences;

/// <summary>Adds rows of scores to a blend, scaled as <see cref="BlendScale"/> says. Reusable; not safe to share.</summary>
internal sealed unsafe class RowScaler
{
    private const float RankOffset = 20;
    private const int RankDepth = 1000;

    private readonly TopList _best = new();
    private readonly int[] _items = new int[RankDepth];
    private readonly float[] _scores = new float[RankDepth];

    /// <summary>Adds weight x scaled scores of one row to a sum. The scores may be overwritten.</summary>
    public void Add(BlendPart part, float* scores, float* sum, int items)
    {
        if (items == 0) return;
        float weight = (float)part.Weight;
        switch (part.Scale)
        {
            case BlendScale.Maximum:
                float least = Least(scores, items);
                if (least < 0) Maps.Run1<Functions.Affine>(scores, scores, items, 1, -least);
                float most = Reductions.Max(scores, items);
                if (most > 0) Maps.Run2<Functions.AddScaled>(scores, sum, sum, items, weight / most);
                break;
            case BlendScale.Exponential:
                Maps.Run1<Functions.ExpMinus>(scores, scores, items, Reductions.Max(scores, items));
                Maps.Run2<Functions.AddScaled>(scores, sum, sum, items, weight);
                break;
            default:
                AddRanks(scores, sum, items, weight);
                break;
        }
    }

    // Of the items at least as good as the RankDepth-th; equal scores share the better rank.
    private void AddRanks(float* scores, float* sum, int items, float weight)
    {
        float least = Least(scores, items);
        _best.Start(RankDepth, []);
        TopScores.Scan(new(scores, items), [], _best);
        int count = _best.Take(_items, _scores), rank = 0;
        for (int at = 0; at < count && _scores[at] > least; at++)
        {
            if (_scores[at] < _scores[rank]) rank = at;
            sum[_items[at]] += weight * RankOffset / (RankOffset + rank);
        }
        if (count < RankDepth || _scores[^1] <= least) return;
        for (int i = _items[^1] + 1; i < items; i++) // those that tie with the last place have higher indices
            if (scores[i] == _scores[^1]) sum[i] += weight * RankOffset / (RankOffset + rank);
    }

    private static float Least(float* scores, int items)
    {
        var row = new ReadOnlySpan<float>(scores, items);
        var registers = MemoryMarshal.Cast<float, Vector<float>>(row);
        var lanes = new Vector<float>(row[0]);
        foreach (var register in registers) lanes = Vector.Min(lanes, register);
        float least = row[0];
        for (int lane = 0; lane < Vector<float>.Count; lane++) least = Math.Min(least, lanes[lane]);
        foreach (float score in row[(registers.Length * Vector<float>.Count)..]) least = Math.Min(least, score);
        return least;
    }
}
