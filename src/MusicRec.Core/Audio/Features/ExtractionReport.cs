namespace MusicRec.Audio;

/// <summary>What an extraction did.</summary>
/// <param name="StorePath">The file to open with <see cref="FeatureStore"/>.</param>
/// <param name="Extracted">Files whose features were computed.</param>
/// <param name="Reused">Files whose features stood in the store already.</param>
/// <param name="Failures">Files that gave no features, in the order of the catalogue. Under their ids the store may hold features of an earlier
/// content.</param>
/// <param name="Truncated">Of the files computed, those that ended before their declared length: their features cover what there was.</param>
public sealed record ExtractionReport(
    string StorePath, int Extracted, int Reused, IReadOnlyList<ExtractionFailure> Failures, IReadOnlyList<SoundFile> Truncated)
{
    /// <summary>See <see cref="FeatureStore.DamagedBytes"/>: where it is not 0, the file was damaged, and what was lost was computed again.</summary>
    public long DamagedBytes { get; init; }
}

/// <summary>A file that gave no features.</summary>
/// <param name="File">The file.</param>
/// <param name="Error">Why.</param>
public sealed record ExtractionFailure(SoundFile File, Exception Error);

/// <summary>One report of a running extraction.</summary>
/// <param name="Done">Files done, failed ones included.</param>
/// <param name="Total">Files in all.</param>
/// <param name="Failed">Files failed so far.</param>
/// <param name="File">The file just done.</param>
public readonly record struct ExtractionStep(int Done, int Total, int Failed, SoundFile File);
