using System.Text;

namespace MusicRec.Audio;

/// <summary>y = Scale ln(max(Floor, Gain x + Bias)): the log compressions of the field, applied value by value.</summary>
public sealed record LogCompression
{
    private LogCompression(double gain, double bias, double floor, double scale) => (Gain, Bias, Floor, Scale) = (gain, bias, floor, scale);

    internal double Gain { get; }
    internal double Bias { get; }
    internal double Floor { get; }
    internal double Scale { get; }

    /// <summary>10 log10(max(floor, x) / reference): decibels of a power. Unlike librosa's power_to_db it never looks at the rest of the clip;
    /// for a limit below the loudest value see <see cref="Decibels.Limit"/>.</summary>
    /// <param name="reference">The power of 0 dB. Default 1.</param>
    /// <param name="floor">Smallest power told apart. Default 1e-10.</param>
    public static LogCompression Decibel(double reference = 1, double floor = 1e-10)
    {
        Require.Positive(reference);
        Require.Positive(floor);
        return new(1 / reference, 0, floor / reference, 10 / Math.Log(10));
    }

    /// <summary>20 log10(max(floor, x) / reference): decibels of an amplitude, such as a magnitude of a <see cref="ConstantQ"/> transform.</summary>
    /// <param name="reference">The amplitude of 0 dB. Default 1.</param>
    /// <param name="floor">Smallest amplitude told apart. Default 1e-5.</param>
    public static LogCompression AmplitudeDecibel(double reference = 1, double floor = 1e-5)
    {
        Require.Positive(reference);
        Require.Positive(floor);
        return new(1 / reference, 0, floor / reference, 20 / Math.Log(10));
    }

    /// <summary>ln(1 + c x).</summary>
    public static LogCompression Log1p(double c = 10_000) => new(Require.Positive(c), 1, 1, 1);

    /// <summary>ln(max(floor, x)): natural logarithm, as Kaldi and torchaudio's fbank.</summary>
    public static LogCompression Natural(double floor = 1.1920929e-07) => new(1, 0, Require.Positive(floor), 1);

    // The text of a record is part of the key of stored features; its numbers are internal, so they would not be in it.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"Gain = {Gain}, Bias = {Bias}, Floor = {Floor}, Scale = {Scale}");
        return true;
    }
}
