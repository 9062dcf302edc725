namespace MusicRec.Samples;

/// <summary>What is told about a file; its values are let go, so that a large folder needs little memory.</summary>
internal sealed record FileResult(
    string Path, double Seconds, bool Truncated, int Frames, int Bins, double Mean, double Deviation, double DecodeSeconds, double ExtractSeconds)
{
    /// <summary>Sums up.</summary>
    public FileResult(Features features)
        : this(features.Path, features.Seconds, features.Truncated, features.Frames,
            features.Plan.Bins, 0, 0, features.DecodeSeconds, features.ExtractSeconds) =>
        (Mean, Deviation) = features.Moments();
}
