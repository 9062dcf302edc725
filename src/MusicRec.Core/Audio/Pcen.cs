namespace MusicRec.Audio;

/// <summary>Per-channel energy normalisation (Wang et al. 2017): each band by its own recent past, then compressed:
/// M[t] = (1 - b) M[t - 1] + b E[t], y[t] = (E[t] / (eps + M[t])^gain + bias)^power - bias^power.
/// A stream: it remembers the smoother between calls, so blocks of any size give the same bits. Not thread-safe.</summary>
public sealed class Pcen
{
    private readonly PcenOptions _options;
    private readonly double _b;
    private readonly double[] _smooth;
    private bool _begun;

    /// <summary>Begins a stream.</summary>
    /// <param name="bands">Bands a frame.</param>
    /// <param name="frameRate">Frames per second.</param>
    /// <param name="options">Gain, bias, power, time constant; null for librosa's defaults.</param>
    public Pcen(int bands, double frameRate, PcenOptions? options = null)
    {
        _options = options ?? new();
        _smooth = new double[Require.Positive(bands)];
        double t = _options.Seconds * Require.Positive(frameRate), t2 = t * t;
        _b = 2 / (Math.Sqrt(1 + 4 * t2) + 1); // = (sqrt(1 + 4 t^2) - 1) / (2 t^2), without its cancellation
        Reset();
    }

    /// <summary>Bands a frame.</summary>
    public int Bands => _smooth.Length;

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        _smooth.AsSpan().Fill(_options.Initial ?? 0);
        _begun = _options.Initial is not null;
    }

    /// <summary>Normalises the next frames.</summary>
    /// <param name="energies">Not negative, shape [frames, Bands].</param>
    /// <param name="normalized">Filled, the same shape; may be the same memory.</param>
    /// <exception cref="ArgumentException">A value is negative or not finite; nothing is changed.</exception>
    public void Process(ReadOnlySpan<float> energies, Span<float> normalized)
    {
        Require.Length(energies.Length % Bands, 0, nameof(energies));
        Require.Length(normalized.Length, energies.Length, nameof(normalized));
        foreach (float e in energies)
        {
            if (!(e >= 0 && float.IsFinite(e)))
                throw new ArgumentException($"An energy is {e}; it must be finite and not negative.", nameof(energies));
        }
        for (int i = 0, band = 0; i < energies.Length; i++, band = band + 1 == Bands ? 0 : band + 1)
        {
            double energy = energies[i];
            double smooth = _begun || i >= Bands ? (1 - _b) * _smooth[band] + _b * energy : energy;
            _smooth[band] = smooth;
            normalized[i] = (float)Compress(energy * Math.Pow(_options.Epsilon + smooth, -_options.Gain));
        }
        _begun |= energies.Length > 0;
    }

    private double Compress(double x)
    {
        if (_options.Power == 0) return Math.Log(1 + x);
        if (_options.Bias == 0) return Math.Pow(x, _options.Power);
        return Math.Pow(x + _options.Bias, _options.Power) - Math.Pow(_options.Bias, _options.Power);
    }
}
