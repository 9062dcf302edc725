using MusicRec.Numerics;

namespace MusicRec.Playlists;

/// <summary>Similarities and distances of tracks by their features, in double.</summary>
internal readonly struct TrackVectors(Matrix features)
{
    private readonly Matrix _features = Require.NotNull(features);

    public int Columns => _features.Columns;

    public ReadOnlySpan<float> this[int item] => _features[Require.Index(item, _features.Rows)];

    /// <summary>x_i . x_j / (|x_i| |x_j|); 0 where one of them is zero.</summary>
    public double Cosine(int i, int j)
    {
        ReadOnlySpan<float> x = this[i], y = this[j];
        double dot = 0, xx = 0, yy = 0;
        for (int c = 0; c < x.Length; c++)
        {
            dot += (double)x[c] * y[c];
            xx += (double)x[c] * x[c];
            yy += (double)y[c] * y[c];
        }
        return xx > 0 && yy > 0 ? dot / Math.Sqrt(xx * yy) : 0;
    }

    /// <summary>|x_i - x_j|.</summary>
    public double Distance(int i, int j)
    {
        ReadOnlySpan<float> x = this[i], y = this[j];
        double sum = 0;
        for (int c = 0; c < x.Length; c++) sum += ((double)x[c] - y[c]) * ((double)x[c] - y[c]);
        return Math.Sqrt(sum);
    }
}
