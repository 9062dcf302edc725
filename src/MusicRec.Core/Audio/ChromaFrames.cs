namespace MusicRec.Audio;

/// <summary>Operations on frames of chroma, in place and in double.</summary>
internal static class ChromaFrames
{
    public static void Normalize(Span<float> frames, int width, ChromaNorm norm)
    {
        if (norm == ChromaNorm.None) return;
        for (int f = 0; f < frames.Length; f += width)
        {
            var frame = frames.Slice(f, width);
            double size = 0;
            foreach (float value in frame)
            {
                size = norm switch
                {
                    ChromaNorm.Max => Math.Max(size, Math.Abs(value)),
                    ChromaNorm.Sum => size + Math.Abs(value),
                    _ => size + (double)value * value,
                };
            }
            if (norm == ChromaNorm.Euclidean) size = Math.Sqrt(size);
            if (size < 1.1754944e-38) continue; // below the smallest normal float
            for (int i = 0; i < width; i++) frame[i] = (float)(frame[i] / size);
        }
    }
}
