namespace MusicRec.Samples;

/// <summary>Features as a picture: time to the right in seconds, bins upwards, values as colours with a scale beside them.</summary>
internal static class Picture
{
    private const int Left = 90, Right = 110, Top = 30, Bottom = 44, MaxWidth = 1400, MinWidth = 700, Height = 480;

    private static readonly (double R, double G, double B)[] Colours =
        [(2, 2, 12), (28, 16, 68), (79, 18, 123), (129, 37, 129), (181, 54, 122), (229, 80, 100), (251, 135, 97), (254, 194, 135), (252, 253, 191)];

    /// <summary>Writes the picture.</summary>
    /// <param name="path">PNG file to create or replace.</param>
    /// <param name="features">What to draw.</param>
    public static void Write(string path, Features features)
    {
        int across = Math.Clamp(features.Frames, MinWidth, MaxWidth);
        var canvas = new Canvas(Left + across + Right, Top + Height + Bottom);
        var (low, high) = Range(features);
        for (int x = 0; x < across; x++)
        {
            var (first, last) = Span(x, across, features.Frames);
            for (int y = 0; y < Height; y++)
            {
                var (lowBin, highBin) = Span(Height - 1 - y, Height, features.Plan.Bins);
                canvas.Set(Left + x, Top + y, Colour((Mean(features, first, last, lowBin, highBin) - low) / (high - low)));
            }
        }
        TimeAxis(canvas, across, features.Seconds);
        BinAxis(canvas, features.Axis);
        Scale(canvas, Left + across + 16, low, high, features.Axis.ValueUnit);
        PngFile.Write(path, canvas.Width, canvas.Rgb);
    }

    /// <summary>The indices that fall on a pixel: at least one.</summary>
    private static (int First, int Last) Span(int pixel, int pixels, int count)
    {
        int first = (int)((long)pixel * count / pixels);
        return (first, Math.Max(first + 1, (int)((long)(pixel + 1) * count / pixels)));
    }

    private static double Mean(Features features, int first, int last, int low, int high)
    {
        double sum = 0;
        for (int f = first; f < last; f++)
            for (int b = low; b < high; b++) sum += features.Values[f * features.Plan.Bins + b];
        return sum / ((last - first) * (high - low));
    }

    /// <summary>Of decibels the upper 80; else from the 1st to the 99th hundredth, of cepstra without the first coefficient: the level, which
    /// dwarfs the others.</summary>
    private static (double Low, double High) Range(Features features)
    {
        int bins = features.Plan.Bins, skipped = features.Axis.Unit == "#" && bins > 1 ? 1 : 0;
        float[] sorted = [.. features.Values.Where((v, i) => float.IsFinite(v) && i % bins >= skipped).Order()];
        double low = sorted[sorted.Length / 100], high = sorted[^(1 + sorted.Length / 100)];
        if (features.Axis.ValueUnit == "dB") (low, high) = (Math.Max(sorted[0], sorted[^1] - 80), sorted[^1]);
        return high > low ? (low, high) : (low - 1, low + 1);
    }

    private static (byte R, byte G, byte B) Colour(double share)
    {
        double at = Math.Clamp(share, 0, 1) * (Colours.Length - 1);
        int i = Math.Min((int)at, Colours.Length - 2);
        byte Mix(double from, double to) => (byte)Math.Round(from + (to - from) * (at - i));
        var (a, b) = (Colours[i], Colours[i + 1]);
        return (Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));
    }

    private static void TimeAxis(Canvas canvas, int across, double seconds)
    {
        double step = NiceStep(seconds / 8);
        for (int i = 0; i * step <= seconds; i++)
        {
            int x = Left + (int)(across * i * step / seconds);
            string label = Screen.Number(i * step, "0.###");
            canvas.Fill(x, Top + Height, 2, 7, (40, 40, 40));
            canvas.Write(x - Canvas.Measure(label) / 2, Top + Height + 12, label);
        }
        canvas.Write(Left + across + 16, Top + Height + 12, "s");
    }

    private static void BinAxis(Canvas canvas, BinAxis axis)
    {
        foreach (var (share, label) in axis.Ticks())
        {
            int y = Top + (int)(Height * (1 - share));
            canvas.Fill(Left - 8, y, 7, 2, (40, 40, 40));
            canvas.Write(Left - 14 - Canvas.Measure(label), y - 7, label);
        }
        canvas.Write(Left - 14 - Canvas.Measure(axis.Unit), 2, axis.Unit);
    }

    private static void Scale(Canvas canvas, int x, double low, double high, string unit)
    {
        for (int y = 0; y < Height; y++) canvas.Fill(x, Top + y, 16, 1, Colour(1 - (y + 0.5) / Height));
        canvas.Write(x, 2, unit);
        double step = NiceStep((high - low) / 8);
        for (double value = Math.Ceiling(low / step) * step; value <= high + step * 1e-9; value += step)
        {
            int y = Top + (int)(Height * Math.Clamp((high - value) / (high - low), 0, 1));
            canvas.Fill(x + 16, y, 5, 2, (40, 40, 40));
            canvas.Write(x + 26, y - 7, Screen.Number(Math.Round(value / step) * step, "0.###"));
        }
    }

    /// <summary>1, 2 or 5 times a power of ten, at least as large.</summary>
    private static double NiceStep(double least)
    {
        double ten = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1, 2, 5, 10 }.Select(m => m * ten).First(step => step >= least * 0.999);
    }
}
