namespace MusicRec.Audio;

/// <summary>Weights from the bins of a Fourier transform to twelve (or more) pitch classes, C first (Ellis 2007): a Gaussian bump round each class,
/// as wide as neighbouring bins are apart, columns of Euclidean length 1, under a Gaussian of two octaves round octave 5.</summary>
public sealed class ChromaFilterBank
{
    private const double CenterOctave = 5, OctaveWidth = 2;

    private readonly float[] _weights;

    /// <summary>Computes the bank, in double, and keeps it in float32.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="fftLength">Length of the Fourier transform.</param>
    /// <param name="classes">Pitch classes to an octave, a multiple of 12. Default 12.</param>
    /// <param name="tuning">Deviation from A4 = 440 Hz in classes.</param>
    public ChromaFilterBank(int sampleRate, int fftLength, int classes = 12, double tuning = 0)
    {
        Require.Positive(sampleRate);
        Bins = Require.Between(fftLength, 4, 1 << 24) / 2 + 1;
        Classes = Require.Between(classes, 12, 1200);
        if (classes % 12 != 0) throw new ArgumentException($"classes is {classes}; it must be a multiple of 12.", nameof(classes));
        Require.Between(tuning, -1.0, 1.0);
        _weights = new float[classes * Bins];
        var steps = new double[Bins + 1];
        for (int k = 1; k <= Bins; k++) steps[k] = classes * Math.Log2((double)k * sampleRate / fftLength / (27.5 * Math.Pow(2, tuning / classes)));
        steps[0] = steps[1] - 1.5 * classes; // 0 Hz has no pitch: taken 1.5 octaves below bin 1
        var column = new double[classes];
        for (int k = 0; k < Bins; k++)
        {
            double width = Math.Max(1, steps[k + 1] - steps[k]), octave = (steps[k] / classes - CenterOctave) / OctaveWidth, power = 0;
            for (int c = 0; c < classes; c++)
            {
                double far = steps[k] - c, away = far - classes * Math.Floor((far + classes / 2) / classes);
                column[c] = Math.Exp(-0.5 * Math.Pow(2 * away / width, 2));
                power += column[c] * column[c];
            }
            double gain = Math.Exp(-0.5 * octave * octave) / Math.Sqrt(power);
            for (int c = 0; c < classes; c++) // from A first to C first
                _weights[(c + 9 * classes / 12) % classes * Bins + k] = (float)(column[c] * gain);
        }
    }

    /// <summary>Number of pitch classes.</summary>
    public int Classes { get; }

    /// <summary>Bins of the spectrum: fftLength / 2 + 1.</summary>
    public int Bins { get; }

    /// <summary>Weights of a class, shape [Bins].</summary>
    public ReadOnlySpan<float> Weights(int pitchClass) => _weights.AsSpan(Require.Index(pitchClass, Classes) * Bins, Bins);

    internal ReadOnlySpan<float> All => _weights;
}
