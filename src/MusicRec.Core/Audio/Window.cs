namespace MusicRec.Audio;

/// <summary>Window functions, computed in double.</summary>
internal static class Window
{
    /// <summary>The window of <paramref name="length"/> values, periodic or symmetric.</summary>
    public static double[] Make(WindowShape shape, int length, bool symmetric = false)
    {
        var window = new double[length];
        int period = symmetric ? Math.Max(1, length - 1) : length;
        for (int t = 0; t < length; t++)
        {
            double x = 2 * Math.PI * t / period, hann = 0.5 - 0.5 * Math.Cos(x);
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

    /// <summary>The window of the options, for a whole frame: with zeros on both sides, unless they come after the frame.</summary>
    public static float[] Frame(StftOptions options) => Array.ConvertAll(FrameInDouble(options), w => (float)w);

    /// <summary>The same, not rounded.</summary>
    public static double[] FrameInDouble(StftOptions options)
    {
        int length = options.WindowLength ?? options.FftLength, frame = options.ZerosAfter ? length : options.FftLength;
        if (length > options.FftLength)
            throw new ArgumentException($"WindowLength is {length}; it must not exceed FftLength, {options.FftLength}.", nameof(options));
        var padded = new double[frame];
        Make(options.Window, length, options.SymmetricWindow).CopyTo(padded, (frame - length) / 2);
        return padded;
    }
}
