namespace MusicRec.Audio;

/// <summary>Learns the mean and standard deviation of each feature from rows that come in pieces of any size (Welford 1962), in double. Not
/// thread-safe; the bits depend on the order of the rows alone, not on how they were cut.</summary>
public sealed class Standardizer
{
    private readonly double[] _mean, _squares;

    /// <summary>Starts without rows.</summary>
    /// <param name="columns">Features per row, at least 1.</param>
    public Standardizer(int columns)
    {
        Columns = Require.Positive(columns);
        (_mean, _squares) = (new double[columns], new double[columns]);
    }

    /// <summary>Features per row.</summary>
    public int Columns { get; }

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes more rows.</summary>
    /// <param name="rows">Shape [any, Columns], row-major, finite.</param>
    /// <exception cref="MusicRecException">A value is infinite or NaN; no row of this call is taken.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        FeatureRows.Check(rows, Columns);
        for (int from = 0; from < rows.Length; from += Columns)
        {
            double weight = 1.0 / ++Rows;
            for (int c = 0; c < Columns; c++)
            {
                double x = rows[from + c], delta = x - _mean[c];
                _mean[c] += delta * weight;
                _squares[c] += delta * (x - _mean[c]);
            }
        }
    }

    /// <summary>The transform learnt so far; more rows may be added afterwards for another one. A feature that never varies is divided by
    /// 1.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public StandardizerModel ToModel()
    {
        if (Rows == 0) throw new InvalidOperationException("There is no mean of no rows; Add rows first.");
        var (mean, deviation) = (new float[Columns], new float[Columns]);
        for (int c = 0; c < Columns; c++)
        {
            mean[c] = (float)_mean[c];
            float d = (float)Math.Sqrt(_squares[c] / Rows);
            deviation[c] = d > 0 ? d : 1;
        }
        return new StandardizerModel(mean, deviation);
    }
}
