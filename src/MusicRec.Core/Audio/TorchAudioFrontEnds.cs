namespace MusicRec.Audio;

/// <summary>Front-ends with the defaults of torchaudio.transforms: frames of 400 samples, hop 200, periodic Hann, centred with the signal mirrored at
/// its ends; the HTK mel scale, triangles of height 1.</summary>
public static class TorchAudioFrontEnds
{
    private static readonly StftOptions Stft = new() { FftLength = 400, HopLength = 200, Padding = PaddingMode.Reflect };

    /// <summary>torchaudio.transforms.MelSpectrogram: powers of mel bands.</summary>
    public static MelSpectrogram Mel(int sampleRate, int bands = 128) => new(sampleRate, Stft, Bank(bands));

    /// <summary>MelSpectrogram, then AmplitudeToDB('power'): decibels of 1. For a limit see <see cref="Decibels.Limit"/>.</summary>
    public static MelSpectrogram LogMel(int sampleRate, int bands = 128) => new(sampleRate, Stft, Bank(bands), LogCompression.Decibel());

    /// <summary>torchaudio.transforms.MFCC: 128 bands in decibels, no value more than 80 below the clip's loudest, orthonormal DCT-II.</summary>
    public static Mfcc Mfcc(int sampleRate, int coefficients = 40) => new(sampleRate, Stft, Bank(128), new() { Coefficients = coefficients });

    private static MelOptions Bank(int bands) => new() { Bands = bands, Scale = MelScale.Htk, Norm = MelNorm.None };
}
