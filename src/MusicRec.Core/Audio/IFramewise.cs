namespace MusicRec.Audio;

/// <summary>A front-end that can transform some frames of a signal by themselves: what streams and batches are made of.</summary>
internal interface IFramewise : IFrontEnd
{
    /// <summary>Where the frames lie.</summary>
    Framing Framing { get; }

    /// <summary>Why a frame depends on the rest of the clip and how to avoid it; null where it depends on its own samples only.</summary>
    string? NeedsWholeClip { get; }

    /// <summary>Transforms some frames of a signal: from <paramref name="first"/> on, as many as <paramref name="frames"/> holds.
    /// The samples are not checked.</summary>
    /// <param name="samples">The whole signal.</param>
    /// <param name="framing">Where its frames lie.</param>
    /// <param name="first">First frame.</param>
    /// <param name="total">Frames of the whole signal.</param>
    /// <param name="frames">Filled, [count, Bins].</param>
    void Transform(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames);
}
