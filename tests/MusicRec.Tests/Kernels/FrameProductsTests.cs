using MusicRec.Kernels;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public unsafe class FrameProductsTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(9), InlineData(24), InlineData(33), InlineData(64), InlineData(72)]
    public void Frames_times_a_matrix_agree_with_the_definition(int columns)
    {
        var random = new Random(columns);
        foreach (var (frames, hop, length) in ((int, int, int)[])[(1, 1, 1), (3, 5, 2), (4, 0, 7), (5, 16, 128), (7, 3, 256), (6, 31, 600)])
        {
            int stride = FrameProducts.Stride(columns);
            float[] x = Draw(random, (frames - 1) * hop + length), g = Draw(random, length * columns), padded = new float[length * stride];
            for (int t = 0; t < length; t++) g.AsSpan(t * columns, columns).CopyTo(padded.AsSpan(t * stride));
            float[] expected = new float[frames * columns], y = [.. Enumerable.Repeat(float.NaN, frames * stride), 42];
            FrameProducts.Reference(x, hop, g, columns, expected);
            fixed (float* from = x, matrix = padded, to = y)
            {
                switch (Simd.Width)
                {
                    case 512: FrameProducts.Run<Simd512>(from, hop, frames, length, matrix, stride, to); break;
                    case 256: FrameProducts.Run<Simd256>(from, hop, frames, length, matrix, stride, to); break;
                    default: FrameProducts.Run<Simd128>(from, hop, frames, length, matrix, stride, to); break;
                }
            }
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], y[i / columns * stride + i % columns], 3e-5f);
            Assert.Equal(42, y[^1]);
        }
    }

    [Theory, InlineData(1), InlineData(7), InlineData(8), InlineData(12), InlineData(37)]
    public void Moduli_are_roots_of_sums_of_squares(int count)
    {
        const int frames = 3;
        int stride = 2 * count + 5, toStride = count + 2;
        float[] x = Draw(new Random(count), frames * stride), y = [.. Enumerable.Repeat(42f, frames * toStride)];
        fixed (float* from = x, to = y)
        {
            switch (Simd.Width)
            {
                case 512: Magnitudes.Run<Simd512>(from, stride, frames, count, to, toStride); break;
                case 256: Magnitudes.Run<Simd256>(from, stride, frames, count, to, toStride); break;
                default: Magnitudes.Run<Simd128>(from, stride, frames, count, to, toStride); break;
            }
        }
        for (int f = 0; f < frames; f++)
        {
            for (int b = 0; b < count; b++)
                Assert.Equal(Math.Sqrt(Math.Pow(x[f * stride + b], 2) + Math.Pow(x[f * stride + count + b], 2)), y[f * toStride + b], 1e-6);
            Assert.Equal([42, 42], y[(f * toStride + count)..((f + 1) * toStride)]);
        }
    }

    private static float[] Draw(Random random, int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextSingle() * 2 - 1)];
}
