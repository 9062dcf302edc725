namespace MusicRec.Audio;

/// <summary>A clip to rows of features. Deterministic, and safe to share between threads.</summary>
public interface IClipFeatures
{
    /// <summary>All that the features depend on besides the clip, in words: part of the key under which <see cref="FeatureStore"/> keeps them.
    /// See <see cref="FeatureText.Of"/>.</summary>
    string Configuration { get; }

    /// <summary>The sample rate that clips must have, in Hz.</summary>
    int SampleRate { get; }

    /// <summary>Values per row.</summary>
    int Columns { get; }

    /// <summary>The features of a clip.</summary>
    /// <param name="samples">Mono samples at <see cref="SampleRate"/>.</param>
    /// <returns>Rows, shape [any, Columns], row-major.</returns>
    float[] Compute(ReadOnlySpan<float> samples);
}
