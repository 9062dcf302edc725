namespace MusicRec.Audio;

/// <summary>Window functions, computed in double.</summary>
internal static class Window
{
    /// <summary>The periodic window of <paramref name="length"/> values.</summary>
    public static double[] Make(WindowShape shape, int length)
    {
        var window = new double[length];
        for (int t = 0; t < length; t++)
        {
            double x = 2 * Math.PI * t / length, hann = 0.5 - 0.5 * Math.Cos(x);
            window[t] = shape switch
            {
                WindowShape.Hann => hann,
                WindowShape.Hamming => 0.54 - 0.46 * Math.Cos(x),
                WindowShape.Blackman => 0.42 - 0.5 * Math.Cos(x) + 0.08 * Math.Cos(2 * x),
                WindowShape.Povey => Math.Pow(hann, 0.85),
                _ => 1,
            };
        }
        return window;
    }

    /// <summary>The window of <paramref name="length"/> values, centred in <paramref name="fftLength"/> with zeros on both sides.</summary>
    public static float[] Padded(WindowShape shape, int length, int fftLength)
    {
        var padded = new float[fftLength];
        double[] window = Make(shape, length);
        for (int t = 0; t < length; t++) padded[(fftLength - length) / 2 + t] = (float)window[t];
        return padded;
    }
}
