namespace MusicRec.Audio;

/// <summary>Zero crossings of each frame over its length: pairs of neighbours of which one is negative and the other is not; |x| at most 1e-10
/// counts as 0. The padding repeats the end samples, so that it crosses nothing.</summary>
public sealed class ZeroCrossingRate : WaveformDescriptor
{
    private const float Zero = 1e-10f;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="frameLength">Samples a frame, 1 to 2^20. Default 2048.</param>
    /// <param name="hopLength">Samples from one frame to the next. Default 512.</param>
    /// <param name="center">Frame f is centred on sample f x hop (default), or begins there.</param>
    public ZeroCrossingRate(int sampleRate, int frameLength = 2048, int hopLength = 512, bool center = true)
        : base(sampleRate, frameLength, hopLength, center, PaddingMode.Edge) { }

    private protected override float Of(ReadOnlySpan<float> frame)
    {
        int crossings = 0;
        for (int t = 1; t < frame.Length; t++)
            if (frame[t - 1] < -Zero != frame[t] < -Zero) crossings++;
        return (float)((double)crossings / frame.Length);
    }
}
