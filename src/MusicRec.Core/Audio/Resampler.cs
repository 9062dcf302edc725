namespace MusicRec.Audio;
/// <summary>placeholder</summary>
public static class Resampler
{
    /// <summary>x</summary>
    public static AudioClip Resample(AudioClip clip, int rate) => clip.SampleRate == rate ? clip : clip;
}
