namespace MusicRec.Audio;

/// <summary>Hz to mel.</summary>
public enum MelScale
{
    /// <summary>Slaney's Auditory Toolbox: linear below 1000 Hz (200/3 Hz a mel), logarithmic above (27 mels for a factor of 6.4). librosa's
    /// default.</summary>
    Slaney = 0,

    /// <summary>2595 log10(1 + f / 700): HTK, Kaldi, torchaudio's default.</summary>
    Htk = 1,
}
