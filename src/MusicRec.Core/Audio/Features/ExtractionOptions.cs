namespace MusicRec.Audio;

/// <summary>Settings of <see cref="FeatureExtraction"/>.</summary>
public sealed record ExtractionOptions
{
    /// <summary>What part of each file to load, and what to refuse. Sample rate and mono are set by the features.</summary>
    public AudioLoadOptions Load { get; init => field = Require.NotNull(value); } = new();

    /// <summary>Threads, each holding one clip in memory; 0 (default) for all cores. The file written does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
