using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>k-means on a stream, one row at a time (Hartigan 1975, as Liang, Zhan, Ellis 2015 learn their codebook): a row joins the centre j that
/// makes n_j / (n_j + 1) |x - c_j|^2 smallest, and c_j moves to the mean of its n_j + 1 rows. The first rows that differ become the centres.
/// Memory for the centres only. Not thread-safe; the result depends on the order of the rows, not on how they were cut.</summary>
public sealed class OnlineKMeans
{
    private readonly double[] _centers;
    private readonly long[] _counts;
    private int _started;

    /// <summary>Starts without rows.</summary>
    /// <param name="columns">Features per row, at least 1.</param>
    /// <param name="clusters">Centres. Default 1024.</param>
    public OnlineKMeans(int columns, int clusters = 1024)
    {
        Columns = Require.Positive(columns);
        _counts = new long[Require.Between(clusters, 1, 1 << 20)];
        _centers = new double[(long)clusters * columns];
    }

    /// <summary>Features per row.</summary>
    public int Columns { get; }

    /// <summary>Takes more rows. Several passes over the same rows refine the centres.</summary>
    /// <param name="rows">Shape [any, Columns], row-major, finite.</param>
    /// <exception cref="MusicRecException">A value is infinite or NaN; no row of this call is taken.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        int count = FeatureRows.Check(rows, Columns);
        var x = new double[Columns];
        for (int r = 0; r < count; r++)
        {
            for (int c = 0; c < Columns; c++) x[c] = rows[r * Columns + c];
            int j = Cheapest(x, out double cost);
            if (cost > 0 && _started < _counts.Length) j = _started++;
            double rate = 1.0 / ++_counts[j];
            var center = _centers.AsSpan(j * Columns, Columns);
            for (int c = 0; c < Columns; c++) center[c] += rate * (x[c] - center[c]);
        }
    }

    /// <summary>The codebook so far.</summary>
    /// <exception cref="InvalidOperationException">Fewer different rows than clusters were added.</exception>
    public KMeansModel ToModel()
    {
        if (_started < _counts.Length)
            throw new InvalidOperationException($"{_started} different rows were added; {_counts.Length} clusters need at least as many.");
        var centers = new Matrix(_counts.Length, Columns);
        for (int j = 0; j < _counts.Length; j++)
            for (int c = 0; c < Columns; c++) centers.Row(j)[c] = (float)_centers[j * Columns + c];
        return new KMeansModel(centers);
    }

    private int Cheapest(double[] x, out double cost)
    {
        int best = 0;
        cost = double.PositiveInfinity;
        for (int j = 0; j < _started; j++)
        {
            double sum = 0, weight = _counts[j] / (_counts[j] + 1.0);
            for (int c = 0; c < x.Length; c++)
            {
                double difference = x[c] - _centers[j * Columns + c];
                sum += difference * difference;
            }
            if (weight * sum < cost) (best, cost) = (j, weight * sum);
        }
        return best;
    }
}
