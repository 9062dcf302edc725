namespace MusicRec.Audio;

/// <summary>Root mean square of each frame's samples: sqrt(sum_t x[t]^2 / n); padding is zeros.</summary>
public sealed class RootMeanSquare : WaveformDescriptor
{
    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="frameLength">Samples a frame, 1 to 2^20. Default 2048.</param>
    /// <param name="hopLength">Samples from one frame to the next. Default 512.</param>
    /// <param name="center">Frame f is centred on sample f x hop (default), or begins there.</param>
    public RootMeanSquare(int sampleRate, int frameLength = 2048, int hopLength = 512, bool center = true)
        : base(sampleRate, frameLength, hopLength, center, PaddingMode.Zero) { }

    private protected override float Of(ReadOnlySpan<float> frame)
    {
        double sum = 0;
        foreach (float x in frame) sum += (double)x * x;
        return (float)Math.Sqrt(sum / frame.Length);
    }
}
