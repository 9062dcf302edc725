namespace MusicRec.Audio;

/// <summary>Local derivatives of features over time by Savitzky-Golay: a polynomial is fitted to <c>width</c> frames around each frame by least
/// squares, and its derivative taken there. <see cref="DeltaEdges"/> says what happens near the ends.</summary>
public static class Deltas
{
    /// <summary>The derivative of every column.</summary>
    /// <param name="frames">Features, shape [frames, bins].</param>
    /// <param name="bins">Values per frame.</param>
    /// <param name="destination">Filled, shape [frames, bins]; must not overlap <paramref name="frames"/>.</param>
    /// <param name="width">Frames in the window, odd, 3 or more, and for interpolated edges at most the number of frames. Default 9.</param>
    /// <param name="order">1 for delta, 2 for delta-delta; also the degree of the polynomial.</param>
    /// <param name="edges">Which values the windows of the first and last frames see.</param>
    public static void Compute(
        ReadOnlySpan<float> frames, int bins, Span<float> destination, int width = 9, int order = 1, DeltaEdges edges = DeltaEdges.Interpolate)
    {
        Require.Positive(bins);
        Require.Between(order, 1, 2);
        Require.Length(destination.Length, frames.Length, nameof(destination));
        int count = frames.Length / bins, half = width / 2;
        if (width < 3 || width % 2 == 0)
            throw new ArgumentOutOfRangeException(nameof(width), width, $"width is {width}; it must be odd and at least 3.");
        if (width > count && edges == DeltaEdges.Interpolate)
            throw new ArgumentException($"{count} frames are fewer than the window of {width}; use a shorter window.", nameof(frames));
        double[] weights = Weights(half, order);
        for (int f = 0; f < count; f++)
        {
            int centre = edges == DeltaEdges.Interpolate ? Math.Clamp(f, half, count - 1 - half) : f;
            for (int b = 0; b < bins; b++)
            {
                double sum = 0;
                for (int t = -half; t <= half; t++) sum += weights[t + half] * frames[Math.Clamp(centre + t, 0, count - 1) * bins + b];
                destination[f * bins + b] = (float)sum;
            }
        }
    }

    /// <summary>Weights of the order-th derivative of the polynomial of degree <paramref name="order"/> fitted on -half .. half; it is the same
    /// everywhere.
    /// On that symmetric grid 1, t and t^2 - mean(t^2) are orthogonal, so each coefficient is one inner product.</summary>
    private static double[] Weights(int half, int order)
    {
        double squares = 0, fourths = 0, n = 2 * half + 1;
        for (int t = -half; t <= half; t++) squares += t * t;
        for (int t = -half; t <= half; t++) fourths += Math.Pow(t * t - squares / n, 2);
        var weights = new double[2 * half + 1];
        for (int t = -half; t <= half; t++)
            weights[t + half] = order == 1 ? t / squares : 2 * (t * t - squares / n) / fourths;
        return weights;
    }
}
