using MusicRec.Numerics;

namespace MusicRec.Boosting;

/// <summary>Every feature's values by interval: value x lies in the first interval b with x at most Cuts[feature][b], or in the last.</summary>
internal sealed class FeatureBins
{
    public FeatureBins(Matrix features, int most, int threads, CancellationToken cancel)
    {
        (Rows, Features) = (features.Rows, features.Columns);
        (Cuts, Of) = (new float[Features][], new byte[Features][]);
        WorkerTeam.Shared.Run(Features, threads, (f, _) =>
        {
            var values = new float[Rows];
            for (int r = 0; r < Rows; r++) values[r] = features[r][f];
            float[] cuts = Cut([.. values.Order()], most);
            var of = new byte[Rows];
            for (int r = 0; r < Rows; r++)
            {
                int at = Array.BinarySearch(cuts, values[r]);
                of[r] = (byte)(at < 0 ? ~at : at);
            }
            (Cuts[f], Of[f]) = (cuts, of);
        }, cancel);
        Width = Math.Max(1, Cuts.Select(cuts => cuts.Length + 1).DefaultIfEmpty(1).Max());
    }

    public int Rows { get; }

    public int Features { get; }

    /// <summary>Most intervals of a feature.</summary>
    public int Width { get; }

    /// <summary>Upper ends of a feature's intervals but the last, ascending.</summary>
    public float[][] Cuts { get; }

    /// <summary>Interval of each row, by feature.</summary>
    public byte[][] Of { get; }

    // Each distinct value but the largest where there are few; else values at equal steps of rank.
    private static float[] Cut(float[] sorted, int most)
    {
        if (sorted.Length == 0) return [];
        float[] distinct = [.. sorted.Distinct()];
        if (distinct.Length <= most) return distinct[..^1];
        var cuts = Enumerable.Range(1, most - 1).Select(b => sorted[(int)((long)b * sorted.Length / most)]).Distinct();
        return [.. cuts.Where(cut => cut < sorted[^1])];
    }
}
