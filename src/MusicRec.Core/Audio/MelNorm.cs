namespace MusicRec.Audio;

/// <summary>Height of the mel triangles.</summary>
public enum MelNorm
{
    /// <summary>2 / (upper - lower edge in Hz): each triangle has area 1. librosa's default.</summary>
    Slaney = 0,

    /// <summary>Peak 1: HTK, Kaldi, torchaudio's default.</summary>
    None = 1,
}
