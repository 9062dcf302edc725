using System.Numerics;

namespace MusicRec.Audio;

/// <summary>Front-ends in the usual configuration of HTK's HCopy: frames of 25 ms every 10 ms inside the signal, pre-emphasised by 0.97, under a
/// symmetric Hamming window, padded to a power of two; 26 triangles straight in mels, on magnitudes; natural logarithm, no less than 0.
/// HTK's samples are 16-bit integers: multiply samples in [-1, 1] by 32,768 to have its numbers.</summary>
public static class HtkFrontEnds
{
    /// <summary>Log mel bands (TARGETKIND = FBANK).</summary>
    public static MelSpectrogram LogMel(int sampleRate, int bands = 26) =>
        new(sampleRate, Frames(sampleRate), Bank(bands), LogCompression.Natural(floor: 1), magnitude: true);

    /// <summary>Cepstra (TARGETKIND = MFCC_0, CEPLIFTER = 22), c[0] first. Ours is orthonormal: HTK's c[0], which comes last there, is sqrt(2) times
    /// ours.</summary>
    public static Mfcc Mfcc(int sampleRate, int coefficients = 13) => new(sampleRate, Frames(sampleRate), Bank(26), new()
    {
        Coefficients = coefficients,
        Lifter = 22,
        LifterFromZero = true,
        Log = LogCompression.Natural(floor: 1),
        TopDb = null,
    }, magnitude: true);

    private static StftOptions Frames(int sampleRate)
    {
        int length = Require.Between(sampleRate, 100, 1 << 24) * 25 / 1000;
        return new()
        {
            FftLength = (int)BitOperations.RoundUpToPowerOf2((uint)length),
            WindowLength = length,
            HopLength = sampleRate / 100,
            Window = WindowShape.Hamming,
            SymmetricWindow = true,
            ZerosAfter = true,
            Center = false,
            Preemphasis = 0.97,
        };
    }

    private static MelOptions Bank(int bands) => new() { Bands = bands, Scale = MelScale.Htk, LinearInMel = true, Norm = MelNorm.None };
}
