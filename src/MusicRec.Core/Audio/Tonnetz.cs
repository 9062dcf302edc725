namespace MusicRec.Audio;

/// <summary>Tonal centroids (Harte, Sandler, Gasser 2006): the shares of twelve pitch classes laid on three circles, of fifths, minor thirds and
/// major thirds (the last with radius 1/2); sine and cosine of each, six values a frame.</summary>
public static class Tonnetz
{
    /// <summary>Values a frame.</summary>
    public const int Bins = 6;

    private const int Classes = 12;

    /// <summary>Computes the centroids.</summary>
    /// <param name="chroma">Not negative, shape [frames, 12], C first; frames may have any norm.</param>
    /// <param name="centroids">Filled, shape [frames, 6].</param>
    public static void Compute(ReadOnlySpan<float> chroma, Span<float> centroids)
    {
        Require.Length(chroma.Length, chroma.Length / Classes * (long)Classes, nameof(chroma));
        Require.Length(centroids.Length, chroma.Length / Classes * (long)Bins, nameof(centroids));
        double[] steps = [7.0 / 6, 3.0 / 2, 2.0 / 3], radii = [1, 1, 0.5]; // half turns a semitone
        for (int f = 0; f < chroma.Length / Classes; f++)
        {
            var frame = chroma.Slice(f * Classes, Classes);
            double total = 0;
            foreach (float value in frame) total += Math.Abs(value);
            if (total < 1.1754944e-38) total = 1;
            for (int circle = 0; circle < steps.Length; circle++)
            {
                double sin = 0, cos = 0;
                for (int c = 0; c < Classes; c++)
                {
                    var (s, k) = Math.SinCos(Math.PI * steps[circle] * c);
                    (sin, cos) = (sin + frame[c] * s, cos + frame[c] * k);
                }
                centroids[f * Bins + 2 * circle] = (float)(radii[circle] * sin / total);
                centroids[f * Bins + 2 * circle + 1] = (float)(radii[circle] * cos / total);
            }
        }
    }
}
