namespace MusicRec.Audio;

/// <summary>The sample rate at which the wavelets of a <see cref="ConstantQ"/> transform are drawn.</summary>
public enum WaveletRate
{
    /// <summary>The decimated rate of their octave, their lengths cut to whole samples there, as librosa does: agrees with librosa, and lies about 1
    /// % from the definition of the transform.</summary>
    Octave = 0,

    /// <summary>The rate of the signal; the octave's filter is the low part of that spectrum. The same cost, and much closer to the
    /// definition.</summary>
    Signal = 1,
}
