namespace MusicRec.Audio;

/// <summary>One row a clip: how the frames of a front-end are distributed over time. For every bin its mean, standard deviation and root mean
/// square change between neighbouring frames; then the covariances of the first bins, the upper triangle without its diagonal, row by row
/// (the single Gaussian of Mandel and Ellis, 2005). In double, the deviations over all frames (divided by their number).</summary>
public sealed class MomentFeatures : IClipFeatures
{
    private readonly IFrontEnd _frontEnd;
    private readonly int _covariances;

    /// <summary>Plans the features.</summary>
    /// <param name="frontEnd">The plan of the frames.</param>
    /// <param name="configuration">All that the plan was made from, in words: see <see cref="FeatureText.Of"/>.</param>
    /// <param name="covariances">Bins whose covariances are taken, from 0 to all.</param>
    public MomentFeatures(IFrontEnd frontEnd, string configuration, int covariances = 0)
    {
        _frontEnd = Require.NotNull(frontEnd);
        _covariances = Require.Between(covariances, 0, frontEnd.Bins);
        Columns = 3 * frontEnd.Bins + covariances * (covariances - 1) / 2;
        Configuration = FeatureText.Of("moments", frontEnd.GetType().Name, frontEnd.SampleRate, Require.NotNull(configuration), covariances);
    }

    /// <inheritdoc/>
    public string Configuration { get; }

    /// <inheritdoc/>
    public int SampleRate => _frontEnd.SampleRate;

    /// <inheritdoc/>
    public int Columns { get; }

    /// <summary>The moments of a clip.</summary>
    /// <param name="samples">Mono samples at <see cref="SampleRate"/>.</param>
    /// <returns>One row, shape [1, Columns]; no row where the clip has no frame.</returns>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        int bins = _frontEnd.Bins, count = _frontEnd.FrameCount(samples.Length);
        if (count == 0) return [];
        var frames = new float[Framing.Values(count, bins)];
        _frontEnd.Transform(samples, frames);
        double[] mean = new double[bins], square = new double[bins], change = new double[bins];
        for (int i = 0; i < frames.Length; i++) mean[i % bins] += (double)frames[i] / count;
        for (int i = 0; i < frames.Length; i++)
        {
            double offset = frames[i] - mean[i % bins], step = i < bins ? 0 : (double)frames[i] - frames[i - bins];
            square[i % bins] += offset * offset / count;
            change[i % bins] += step * step / Math.Max(1, count - 1);
        }
        var row = new float[Columns];
        for (int b = 0; b < bins; b++)
            (row[b], row[bins + b], row[2 * bins + b]) = ((float)mean[b], (float)Math.Sqrt(square[b]), (float)Math.Sqrt(change[b]));
        Covariances(frames, mean, row.AsSpan(3 * bins));
        return row;
    }

    private void Covariances(float[] frames, double[] mean, Span<float> triangle)
    {
        int bins = mean.Length, at = 0;
        for (int i = 0; i < _covariances; i++)
        {
            for (int j = i + 1; j < _covariances; j++)
            {
                double sum = 0;
                for (int f = 0; f < frames.Length; f += bins) sum += (frames[f + i] - mean[i]) * (frames[f + j] - mean[j]);
                triangle[at++] = (float)(sum * bins / frames.Length);
            }
        }
    }
}
