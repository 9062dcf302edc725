namespace MusicRec.Samples;

/// <summary>What is told about a file; its values are let go, so that a large folder needs little memory.</summary>
/// <param name="Path">The file.</param>
/// <param name="Seconds">Length of the sound.</param>
/// <param name="Frames">Number of frames.</param>
/// <param name="Bins">Values a frame.</param>
/// <param name="Mean">Of all values.</param>
/// <param name="Deviation">Standard deviation of all values.</param>
internal sealed record FileResult(string Path, double Seconds, int Frames, int Bins, double Mean, double Deviation)
{
    /// <summary>Sums up [frames, bins].</summary>
    public FileResult(string path, double seconds, float[] values, int bins)
        : this(path, seconds, values.Length / bins, bins, 0, 0)
    {
        if (values.Length == 0) return;
        Mean = values.Average(v => (double)v);
        Deviation = Math.Sqrt(values.Average(v => (v - Mean) * (v - Mean)));
    }
}
