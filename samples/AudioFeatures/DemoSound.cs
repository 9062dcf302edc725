using System.Buffers.Binary;

namespace MusicRec.Samples;

/// <summary>A sound to try without any file: a rising tone, a scale of plucked notes, and clicks; 16-bit WAV, stereo, 44.1 kHz.</summary>
internal static class DemoSound
{
    private const int Rate = 44_100, Seconds = 6, Channels = 2;

    /// <summary>Writes the file.</summary>
    public static void Write(string path)
    {
        var bytes = new byte[44 + Rate * Seconds * Channels * 2];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), Channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), Rate * Channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), Channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), bytes.Length - 44);
        for (int t = 0; t < Rate * Seconds; t++)
        {
            for (int c = 0; c < Channels; c++)
            {
                double value = c == 0 ? Sweep((double)t / Rate) + Click(t) : Pluck(t);
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 2 * (Channels * t + c)), (short)Math.Round(30_000 * value));
            }
        }
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>From 100 Hz to 8 kHz, each octave in the same time: phase 2 pi f0 T / ln r (r^(t / T) - 1).</summary>
    private static double Sweep(double t) => 0.3 * Math.Sin(2 * Math.PI * 100 * Seconds / Math.Log(80) * (Math.Pow(80, t / Seconds) - 1));

    private static double Click(int t) => t % (Rate / 2) < 40 ? 0.6 : 0;

    private static double Pluck(int t)
    {
        double since = t % (Rate / 4) / (double)Rate, pitch = 220 * Math.Pow(2, t / (Rate / 4) / 12.0);
        return Math.Exp(-8 * since) * Enumerable.Range(1, 6).Sum(h => 0.3 / h * Math.Sin(2 * Math.PI * pitch * h * since));
    }
}
