using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Changes of a waveform that keep tempo and pitch.</summary>
public sealed record WaveAugmentOptions
{
    /// <summary>Largest gain either way, in dB: uniform on -GainDb .. GainDb. Default 6.</summary>
    public double GainDb { get; init => field = Require.Between(value, 0, 120); } = 6;

    /// <summary>Chance of turning the sign of all samples. Default 0.5.</summary>
    public double PolarityChance { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>Largest circular shift, in samples, either way. Default 0.</summary>
    public int Shift { get; init => field = Require.NotNegative(value); }

    /// <summary>Signal-to-noise ratio of added white noise, in dB: uniform on MinSnrDb .. MaxSnrDb; null (default) adds none.</summary>
    public double? MinSnrDb { get; init => field = value is { } db ? Require.Between(db, -120, 200, nameof(MinSnrDb)) : null; }

    /// <summary>Upper end of the signal-to-noise ratio, in dB; null for <see cref="MinSnrDb"/> itself.</summary>
    public double? MaxSnrDb { get; init => field = value is { } db ? Require.Between(db, -120, 200, nameof(MaxSnrDb)) : null; }

    /// <summary>Same seed, same changes.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Random gain, polarity, circular shift and white noise: augmentation that keeps tempo and pitch and costs one pass.</summary>
public sealed class WaveAugment
{
    private readonly WaveAugmentOptions _options;

    /// <summary>Makes the recipe.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The range of signal-to-noise ratios is empty.</exception>
    public WaveAugment(WaveAugmentOptions? options = null)
    {
        _options = options ?? new();
        if (_options.MaxSnrDb is { } high && !(_options.MinSnrDb <= high))
            throw new ArgumentException($"MaxSnrDb is {high} and MinSnrDb {_options.MinSnrDb}; give both, the smaller first.", nameof(options));
    }

    /// <summary>Changes a signal in place.</summary>
    /// <param name="samples">Mono samples.</param>
    /// <param name="draw">Which draw under the seed; the same number gives the same changes.</param>
    public void Apply(Span<float> samples, ulong draw)
    {
        var random = new CounterRandom(_options.Seed, CounterRandom.Mix(draw) ^ 47);
        double gain = Math.Pow(10, (2 * random.Uniform(0) - 1) * _options.GainDb / 20);
        if (random.Uniform(1) < _options.PolarityChance) gain = -gain;
        long shift = (long)Math.Floor(random.Uniform(2) * (2L * _options.Shift + 1)) - _options.Shift;
        Shift(samples, shift);
        if (_options.MinSnrDb is { } low) AddNoise(samples, low + random.Uniform(3) * ((_options.MaxSnrDb ?? low) - low), random);
        for (int i = 0; i < samples.Length; i++) samples[i] = (float)(samples[i] * gain);
    }

    /// <summary>Adds white Gaussian noise of the power that the ratio asks for; silence stays silent.</summary>
    private static void AddNoise(Span<float> samples, double snrDb, CounterRandom random)
    {
        double power = 0;
        foreach (float x in samples) power += (double)x * x;
        double deviation = samples.Length > 0 ? Math.Sqrt(power / samples.Length * Math.Pow(10, -snrDb / 10)) : 0;
        for (int i = 0; i < samples.Length; i++) samples[i] += (float)(deviation * random.Normal((ulong)i + 8));
    }

    // Sample t moves to t + by, round the end.
    private static void Shift(Span<float> samples, long by)
    {
        if (samples.Length == 0) return;
        int left = (int)((samples.Length - by % samples.Length) % samples.Length);
        samples[..left].Reverse();
        samples[left..].Reverse();
        samples.Reverse();
    }
}
