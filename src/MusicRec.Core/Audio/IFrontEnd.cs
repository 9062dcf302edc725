namespace MusicRec.Audio;

/// <summary>Samples of one channel to a time-frequency picture. A plan: tables are built once, and any number of threads may share it.</summary>
public interface IFrontEnd
{
    /// <summary>The sample rate the plan was made for, in Hz.</summary>
    int SampleRate { get; }

    /// <summary>Values per frame.</summary>
    int Bins { get; }

    /// <summary>Samples from one frame to the next.</summary>
    int HopLength { get; }

    /// <summary>Frames that a signal of this many samples gives.</summary>
    int FrameCount(int samples);

    /// <summary>Transforms a whole signal.</summary>
    /// <param name="samples">Mono samples, shape [n].</param>
    /// <param name="frames">Filled, shape [FrameCount(n), Bins], row-major.</param>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; the message tells the first.</exception>
    void Transform(ReadOnlySpan<float> samples, Span<float> frames);
}
