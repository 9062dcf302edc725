namespace MusicRec.Audio;

/// <summary>Triangular filters on the bins of a Fourier transform, equally spaced on a mel scale. Triangles are evaluated at the bins' own
/// frequencies k rate / n, and are straight in Hz or in mels. A filter narrower than a bin may catch none: it is kept,
/// all zeros, and counted in <see cref="EmptyBands"/>.</summary>
public sealed class MelFilterBank
{
    /// <summary>Computes the bank, in double, and keeps it in float32.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="fftLength">Length of the Fourier transform.</param>
    /// <param name="options">Bands, edges, scale and norm; null for librosa's defaults.</param>
    /// <exception cref="ArgumentException">The edges lie the wrong way round, or above half the sample rate.</exception>
    public MelFilterBank(int sampleRate, int fftLength, MelOptions? options = null)
    {
        options ??= new();
        SampleRate = Require.Positive(sampleRate);
        FftLength = Require.Positive(fftLength);
        double top = options.MaxFrequency ?? sampleRate / 2.0;
        if (top > sampleRate / 2.0)
            throw new ArgumentException(
                $"MaxFrequency is {top} Hz; signals of {sampleRate} Hz reach {sampleRate / 2.0} Hz. Lower it, or leave it out.", nameof(options));
        if (top <= options.MinFrequency)
            throw new ArgumentException($"MaxFrequency, {top} Hz, must be above MinFrequency, {options.MinFrequency} Hz.", nameof(options));
        double low = ToMel(options.MinFrequency, options.Scale), high = ToMel(top, options.Scale);
        if (options is { LinearInMel: true, Norm: MelNorm.Slaney })
            throw new ArgumentException("Triangles that are straight in mels have no Slaney norm; set Norm to None.", nameof(options));
        var edges = new double[options.Bands + 2];
        for (int i = 0; i < edges.Length; i++)
        {
            double mel = low + (high - low) * i / (options.Bands + 1);
            edges[i] = options.LinearInMel ? mel : ToHz(mel, options.Scale);
        }
        (Starts, Offsets) = (new int[options.Bands], new int[options.Bands + 1]);
        var weights = new List<float>();
        for (int m = 0; m < options.Bands; m++)
        {
            AddBand(m, edges.AsSpan(m, 3), options, weights);
            Offsets[m + 1] = weights.Count;
            if (Offsets[m + 1] == Offsets[m]) EmptyBands++;
        }
        Weights = [.. weights];
    }

    /// <summary>Samples per second the bank was made for.</summary>
    public int SampleRate { get; }

    /// <summary>Transform length the bank was made for.</summary>
    public int FftLength { get; }

    /// <summary>Number of filters.</summary>
    public int Bands => Starts.Length;

    /// <summary>Filters that catch no bin. Use fewer bands or a longer transform where it is not 0.</summary>
    public int EmptyBands { get; }

    internal int[] Starts { get; }
    internal int[] Offsets { get; }
    internal float[] Weights { get; }

    /// <summary>First bin with a weight above zero.</summary>
    public int Start(int band) => Starts[Require.Index(band, Bands)];

    /// <summary>Weights of the band's bins, from <see cref="Start"/> on.</summary>
    public ReadOnlySpan<float> Band(int band) => Weights.AsSpan(Offsets[Require.Index(band, Bands)]..Offsets[band + 1]);

    /// <summary>Hz to mel.</summary>
    public static double ToMel(double hz, MelScale scale) => scale switch
    {
        MelScale.Htk => 2595 * Math.Log10(1 + hz / 700),
        _ => hz < 1000 ? hz * 3 / 200 : 15 + Math.Log(hz / 1000) * 27 / Math.Log(6.4),
    };

    /// <summary>Mel to Hz.</summary>
    public static double ToHz(double mel, MelScale scale) => scale switch
    {
        MelScale.Htk => 700 * (Math.Pow(10, mel / 2595) - 1),
        _ => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27),
    };

    /// <summary>w(f) = max(0, min((f - f0) / (f1 - f0), (f2 - f) / (f2 - f1))), times 2 / (f2 - f0) under the Slaney norm.</summary>
    private void AddBand(int band, ReadOnlySpan<double> edges, MelOptions options, List<float> weights)
    {
        double scale = options.Norm == MelNorm.Slaney ? 2 / (edges[2] - edges[0]) : 1;
        bool begun = false;
        for (int k = 0; k <= FftLength / 2; k++)
        {
            double f = (double)SampleRate * k / FftLength;
            if (options.LinearInMel) f = ToMel(f, options.Scale);
            float weight = (float)(scale * Math.Min((f - edges[0]) / (edges[1] - edges[0]), (edges[2] - f) / (edges[2] - edges[1])));
            if (weight > 0)
            {
                if (!begun) Starts[band] = k;
                begun = true;
                weights.Add(weight);
            }
            else if (begun)
            {
                break;
            }
        }
    }
}
