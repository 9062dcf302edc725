namespace MusicRec.Audio;

/// <summary>What the windows of <see cref="Deltas"/> see beyond the first and last frames.</summary>
public enum DeltaEdges
{
    /// <summary>Nothing: the polynomial of the first or last whole window serves there too (librosa's mode 'interp').</summary>
    Interpolate,

    /// <summary>The first or last frame, repeated (librosa's mode 'nearest', and what torchaudio does).</summary>
    Repeat,
}
