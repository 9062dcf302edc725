namespace MusicRec.Tests;

/// <summary>The one rule for comparing computed arrays: the largest difference, relative to the largest expected magnitude.</summary>
internal static class Close
{
    public const double Double = 1e-9, Float = 2e-5;

    /// <summary>Passes where max |actual - expected| is at most tolerance x max |expected|.</summary>
    public static void Check(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0, scale = 0;
        int at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            double error = Math.Abs(actual[i] - expected[i]);
            if (error > largest || double.IsNaN(error)) (largest, at) = (error, i);
            if (double.IsNaN(error)) break;
        }
        if (expected.Length == 0) return;
        Assert.True(largest <= tolerance * scale, $"{what}: [{at}] is {actual[at]:R} for {expected[at]:R}; largest magnitude {scale:R}");
    }

    public static void Check(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what) =>
        Check(Array.ConvertAll(expected.ToArray(), x => (double)x), Array.ConvertAll(actual.ToArray(), x => (double)x), Float, what);
}
