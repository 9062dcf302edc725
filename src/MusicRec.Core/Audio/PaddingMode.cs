namespace MusicRec.Audio;

/// <summary>What stands before the first and after the last sample when frames are centred.</summary>
public enum PaddingMode
{
    /// <summary>Zeros: librosa's default since 0.10.</summary>
    Zero = 0,

    /// <summary>The signal mirrored at its ends, end samples not repeated: torchaudio's default, and librosa's before 0.10.</summary>
    Reflect = 1,

    /// <summary>The end samples repeated.</summary>
    Edge = 2,
}
