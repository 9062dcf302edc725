namespace MusicRec.Audio;

/// <summary>Front-ends with the defaults of librosa 0.11: frames of 2048 samples, hop 512, periodic Hann, centred with zeros around; Slaney's mel
/// scale and norm.</summary>
public static class LibrosaFrontEnds
{
    /// <summary>librosa.feature.melspectrogram: powers of mel bands.</summary>
    public static MelSpectrogram Mel(int sampleRate, int bands = 128) => new(sampleRate, mel: new() { Bands = bands });

    /// <summary>librosa.power_to_db(melspectrogram, top_db=None): decibels of 1. For a limit see <see cref="Decibels.Limit"/>.</summary>
    public static MelSpectrogram LogMel(int sampleRate, int bands = 128) =>
        new(sampleRate, mel: new() { Bands = bands }, log: LogCompression.Decibel());

    /// <summary>librosa.feature.mfcc: 128 bands in decibels, no value more than 80 below the clip's loudest, orthonormal DCT-II.</summary>
    public static Mfcc Mfcc(int sampleRate, int coefficients = 20) => new(sampleRate, options: new() { Coefficients = coefficients });

    /// <summary>abs(librosa.cqt): 84 bins from C1, 12 to an octave, hop 512.</summary>
    public static ConstantQ ConstantQ(int sampleRate) => new(sampleRate);
}
