using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Products of overlapping frames with a narrow matrix: y[f, c] = sum_t x[f hop + t] g[t, c]. Frames are read where they lie in the signal,
/// and four of them share every load of the matrix; a tile of its rows stays in the first cache for all of them.</summary>
internal static unsafe class FrameProducts
{
    private const int Tile = 256;

    /// <summary>Columns that g and y must have room for: whole registers, and at least two.</summary>
    public static int Stride(int columns)
    {
        int lanes = Simd.Width / 32;
        return Math.Max(2, (columns + lanes - 1) / lanes) * lanes;
    }

    /// <param name="x">Samples, (frames - 1) hop + length of them.</param>
    /// <param name="hop">Samples from one frame to the next.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="length">Samples a frame.</param>
    /// <param name="g">Shape [length, stride], zeros beyond the columns.</param>
    /// <param name="stride">From <see cref="Stride"/>.</param>
    /// <param name="y">Filled, shape [frames, stride].</param>
    public static void Run<V>(float* x, nint hop, int frames, int length, float* g, int stride, float* y) where V : unmanaged, ISimd<V>
    {
        for (int t = 0; t < length; t += Tile)
        {
            int rows = Math.Min(Tile, length - t), left = stride / V.Count;
            for (float* column = g + (nint)t * stride, to = y; left > 0;)
            {
                int registers = left is 2 or 4 ? 2 : 3;
                if (registers == 3) Three<V>(x + t, hop, frames, rows, column, stride, to, t > 0);
                else Two<V>(x + t, hop, frames, rows, column, stride, to, t > 0);
                left -= registers;
                column += registers * V.Count;
                to += registers * V.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Three<V>(float* x, nint hop, int frames, int rows, float* g, int stride, float* y, bool add) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, w2 = 2 * V.Count;
        for (int f = 0; f < frames; f += 4)
        {
            int last = frames - 1 - f; // the last frame fills a group up: the same sum, stored again
            float* x0 = x + f * hop, x1 = x0 + Math.Min(1, last) * hop, x2 = x0 + Math.Min(2, last) * hop, x3 = x0 + Math.Min(3, last) * hop;
            float* y0 = y + (nint)f * stride, y1 = y0 + Math.Min(1, last) * stride, y2 = y0 + Math.Min(2, last) * stride;
            float* y3 = y0 + Math.Min(3, last) * stride;
            V a0 = default, b0 = default, c0 = default, a1 = default, b1 = default, c1 = default;
            V a2 = default, b2 = default, c2 = default, a3 = default, b3 = default, c3 = default;
            if (add)
            {
                (a0, b0, c0, a1, b1, c1) = (V.Load(y0), V.Load(y0 + w), V.Load(y0 + w2), V.Load(y1), V.Load(y1 + w), V.Load(y1 + w2));
                (a2, b2, c2, a3, b3, c3) = (V.Load(y2), V.Load(y2 + w), V.Load(y2 + w2), V.Load(y3), V.Load(y3 + w), V.Load(y3 + w2));
            }
            float* row = g;
            for (nint t = 0; t < rows; t++, row += stride)
            {
                V ga = V.Load(row), gb = V.Load(row + w), gc = V.Load(row + w2), s = V.Broadcast(x0[t]);
                (a0, b0, c0) = (V.MultiplyAdd(s, ga, a0), V.MultiplyAdd(s, gb, b0), V.MultiplyAdd(s, gc, c0));
                s = V.Broadcast(x1[t]);
                (a1, b1, c1) = (V.MultiplyAdd(s, ga, a1), V.MultiplyAdd(s, gb, b1), V.MultiplyAdd(s, gc, c1));
                s = V.Broadcast(x2[t]);
                (a2, b2, c2) = (V.MultiplyAdd(s, ga, a2), V.MultiplyAdd(s, gb, b2), V.MultiplyAdd(s, gc, c2));
                s = V.Broadcast(x3[t]);
                (a3, b3, c3) = (V.MultiplyAdd(s, ga, a3), V.MultiplyAdd(s, gb, b3), V.MultiplyAdd(s, gc, c3));
            }
            Store(y0, a0, b0);
            V.Store(y0 + w2, c0);
            Store(y1, a1, b1);
            V.Store(y1 + w2, c1);
            Store(y2, a2, b2);
            V.Store(y2 + w2, c2);
            Store(y3, a3, b3);
            V.Store(y3 + w2, c3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Two<V>(float* x, nint hop, int frames, int rows, float* g, int stride, float* y, bool add) where V : unmanaged, ISimd<V>
    {
        int w = V.Count;
        for (int f = 0; f < frames; f += 4)
        {
            int last = frames - 1 - f;
            float* x0 = x + f * hop, x1 = x0 + Math.Min(1, last) * hop, x2 = x0 + Math.Min(2, last) * hop, x3 = x0 + Math.Min(3, last) * hop;
            float* y0 = y + (nint)f * stride, y1 = y0 + Math.Min(1, last) * stride, y2 = y0 + Math.Min(2, last) * stride;
            float* y3 = y0 + Math.Min(3, last) * stride;
            V a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
            if (add)
            {
                (a0, b0, a1, b1) = (V.Load(y0), V.Load(y0 + w), V.Load(y1), V.Load(y1 + w));
                (a2, b2, a3, b3) = (V.Load(y2), V.Load(y2 + w), V.Load(y3), V.Load(y3 + w));
            }
            float* row = g;
            for (nint t = 0; t < rows; t++, row += stride)
            {
                V ga = V.Load(row), gb = V.Load(row + w), s = V.Broadcast(x0[t]);
                (a0, b0) = (V.MultiplyAdd(s, ga, a0), V.MultiplyAdd(s, gb, b0));
                s = V.Broadcast(x1[t]);
                (a1, b1) = (V.MultiplyAdd(s, ga, a1), V.MultiplyAdd(s, gb, b1));
                s = V.Broadcast(x2[t]);
                (a2, b2) = (V.MultiplyAdd(s, ga, a2), V.MultiplyAdd(s, gb, b2));
                s = V.Broadcast(x3[t]);
                (a3, b3) = (V.MultiplyAdd(s, ga, a3), V.MultiplyAdd(s, gb, b3));
            }
            Store(y0, a0, b0);
            Store(y1, a1, b1);
            Store(y2, a2, b2);
            Store(y3, a3, b3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V>(float* y, V a, V b) where V : unmanaged, ISimd<V>
    {
        V.Store(y, a);
        V.Store(y + V.Count, b);
    }

    /// <summary>The definition, in double, without padding: y [frames, columns].</summary>
    internal static void Reference(ReadOnlySpan<float> x, int hop, ReadOnlySpan<float> g, int columns, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int t = 0; t < g.Length / columns; t++) sum += (double)x[i / columns * hop + t] * g[t * columns + i % columns];
            y[i] = (float)sum;
        }
    }
}
