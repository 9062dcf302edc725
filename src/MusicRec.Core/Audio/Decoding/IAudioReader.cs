namespace MusicRec.Audio;

/// <summary>An opened sound that is decoded as it is read.</summary>
public interface IAudioReader : IDisposable
{
    /// <summary>Samples per second and channel, 1 to 16,777,216.</summary>
    int SampleRate { get; }

    /// <summary>Number of channels, 1 to 256.</summary>
    int Channels { get; }

    /// <summary>Frames the container declares, or null where it does not say. A hint, never trusted for allocation.</summary>
    long? DeclaredFrames { get; }

    /// <summary>Known once <see cref="Read"/> has returned 0: whether the sound ended well before the length that its container declares, in the
    /// middle of a frame, or with an error of its decoder. A container that declares no length can be cut short without a sign of it.</summary>
    bool Truncated { get; }

    /// <summary>Decodes the next frames.</summary>
    /// <param name="interleaved">Filled from the start with whole frames, shape [frames, Channels].</param>
    /// <returns>Frames written; 0 at the end, or where not one frame fits.</returns>
    int Read(Span<float> interleaved);

    /// <summary>Passes over frames without decoding them, where the reader can; the frames behind them are those that reading up to there would
    /// give.</summary>
    /// <param name="frames">Frames to pass over.</param>
    /// <returns>Frames passed over, from 0 to <paramref name="frames"/>; the rest is to be read.</returns>
    long Skip(long frames) => 0;
}
