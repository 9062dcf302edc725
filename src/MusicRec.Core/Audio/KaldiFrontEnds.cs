using System.Numerics;

namespace MusicRec.Audio;

/// <summary>Front-ends with the defaults of Kaldi's compute-fbank-feats and compute-mfcc-feats, without dither and energies: frames of 25 ms every
/// 10 ms inside the signal, each without its mean, pre-emphasised by 0.97, under Povey's symmetric window, padded to a power of two; triangles
/// straight in mels from 20 Hz on; natural logarithm.
/// Kaldi's samples are 16-bit integers: multiply samples in [-1, 1] by 32,768 to have its numbers.</summary>
public static class KaldiFrontEnds
{
    /// <summary>Log mel bands (compute-fbank-feats --dither=0).</summary>
    public static MelSpectrogram LogMel(int sampleRate, int bands = 23) =>
        new(sampleRate, Frames(sampleRate), Bank(bands), LogCompression.Natural());

    /// <summary>Cepstra (compute-mfcc-feats --dither=0 --use-energy=false): 23 bands, orthonormal DCT-II, lifter 22.</summary>
    public static Mfcc Mfcc(int sampleRate, int coefficients = 13) => new(sampleRate, Frames(sampleRate), Bank(23), new()
    {
        Coefficients = coefficients,
        Lifter = 22,
        LifterFromZero = true,
        Log = LogCompression.Natural(),
        TopDb = null,
    });

    private static StftOptions Frames(int sampleRate)
    {
        int length = Require.Between(sampleRate, 100, 1 << 24) * 25 / 1000;
        return new()
        {
            FftLength = (int)BitOperations.RoundUpToPowerOf2((uint)length),
            WindowLength = length,
            HopLength = sampleRate / 100,
            Window = WindowShape.Povey,
            SymmetricWindow = true,
            ZerosAfter = true,
            Center = false,
            RemoveMean = true,
            Preemphasis = 0.97,
        };
    }

    private static MelOptions Bank(int bands) => new()
    {
        Bands = bands,
        MinFrequency = 20,
        Scale = MelScale.Htk,
        LinearInMel = true,
        Norm = MelNorm.None,
    };
}
