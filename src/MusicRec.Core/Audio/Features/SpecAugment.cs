using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Masks of SpecAugment (Park, Chan, Zhang, Chiu, Zoph, Cubuk, Le 2019). Defaults are its policy LB without time warping.</summary>
public sealed record SpecAugmentOptions
{
    /// <summary>Runs of bins to mask. Default 1.</summary>
    public int FrequencyMasks { get; init => field = Require.Between(value, 0, 1000); } = 1;

    /// <summary>Most bins of a run (F); its width is uniform on 0 .. F. Default 27.</summary>
    public int FrequencyWidth { get; init => field = Require.NotNegative(value); } = 27;

    /// <summary>Runs of frames to mask. Default 1.</summary>
    public int TimeMasks { get; init => field = Require.Between(value, 0, 1000); } = 1;

    /// <summary>Most frames of a run (T); its width is uniform on 0 .. T. Default 100.</summary>
    public int TimeWidth { get; init => field = Require.NotNegative(value); } = 100;

    /// <summary>Most frames of a run as a share of all (p). Default 1.</summary>
    public double TimeShare { get; init => field = Require.Between(value, 0, 1); } = 1;

    /// <summary>What masked values become. Default 0, the mean of standardised features.</summary>
    public float Fill { get; init => field = Require.Between(value, float.MinValue, float.MaxValue); }

    /// <summary>Same seed, same masks.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Masks random runs of frames and of bins of a spectrogram, so that a network cannot lean on any one of them.</summary>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class SpecAugment(SpecAugmentOptions? options = null)
{
    private readonly SpecAugmentOptions _options = options ?? new();

    /// <summary>Masks in place.</summary>
    /// <param name="frames">Shape [frames, bins], row-major.</param>
    /// <param name="bins">Values per frame.</param>
    /// <param name="draw">Which draw under the seed: the number of the example times epochs. The same number gives the same masks.</param>
    public void Apply(Span<float> frames, int bins, ulong draw)
    {
        int count = FeatureRows.Count(frames.Length, Require.Positive(bins));
        var random = new CounterRandom(_options.Seed, CounterRandom.Mix(draw) ^ 46);
        ulong at = 0;
        for (int m = 0; m < _options.FrequencyMasks; m++)
        {
            var (start, width) = Run(random, ref at, bins, _options.FrequencyWidth);
            for (int f = 0; f < count; f++) frames.Slice(f * bins + start, width).Fill(_options.Fill);
        }
        int widest = (int)Math.Min(_options.TimeWidth, _options.TimeShare * count);
        for (int m = 0; m < _options.TimeMasks; m++)
        {
            var (start, width) = Run(random, ref at, count, widest);
            frames.Slice(start * bins, width * bins).Fill(_options.Fill);
        }
    }

    private static (int Start, int Width) Run(CounterRandom random, ref ulong at, int length, int widest)
    {
        int width = random.Below(at++, Math.Min(widest, length) + 1);
        return (random.Below(at++, length - width + 1), width);
    }
}
