using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

internal static unsafe partial class Gemm
{
    private const int RowsAhead = 4; // a row of B is often a new page, where the processor's own prefetching starts anew

    /// <summary>Copies a block of B, [kc, width], into panels: panel p holds columns p NR .. as [kc, NR] row-major, the last padded with
    /// zeros.</summary>
    /// <param name="b">The block.</param>
    /// <param name="kc">Rows of the block.</param>
    /// <param name="width">Columns of the block.</param>
    /// <param name="packed">Receives kc x (width rounded up to whole panels) floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Pack<V>(Operand b, int kc, int width, float* packed) where V : unmanaged, ISimd<V>
    {
        int nr = PanelColumns<V>();
        if (!b.Transposed)
        {
            PackRows<V>(b.Data, b.Stride, kc, width, packed);
            return;
        }
        for (int j = 0; j < width; j += nr, packed += (nint)kc * nr) PackTransposed(b.At(0, j), b.Stride, kc, Math.Min(nr, width - j), nr, packed);
    }

    // Row by row: B is read in its own order, each row spread over all panels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackRows<V>(float* b, nint ldb, int kc, int width, float* packed) where V : unmanaged, ISimd<V>
    {
        int nr = PanelColumns<V>(), whole = width / nr * nr;
        nint panel = (nint)kc * nr;
        for (int q = 0; q < kc; q++, b += ldb, packed += nr)
        {
            float* to = packed, soon = q + RowsAhead < kc ? b + RowsAhead * ldb : b;
            int j = 0;
            for (; j < whole; j += nr, to += panel)
            {
                if (Sse.IsSupported) Sse.Prefetch0(soon + j);
                V.Store(to, V.Load(b + j));
                V.Store(to + V.Count, V.Load(b + j + V.Count));
            }
            if (j == width) continue;
            for (; j < width; j++) to[j - whole] = b[j];
            for (; j < whole + nr; j++) to[j - whole] = 0;
        }
    }

    // b holds the columns of the panel as rows: 4 x 4 blocks are turned in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackTransposed(float* b, nint ldb, int kc, int columns, int nr, float* packed)
    {
        int whole = columns & ~3, j = 0;
        for (; j < whole; j += 4)
        {
            float* from = b + j * ldb;
            int q = 0;
            for (; q <= kc - 4; q += 4) Transpose.Block4(from + q, ldb, packed + q * nr + j, nr);
            for (; q < kc; q++)
                for (int i = 0; i < 4; i++) packed[q * nr + j + i] = from[i * ldb + q];
        }
        for (; j < nr; j++)
            for (int q = 0; q < kc; q++) packed[q * nr + j] = j < columns ? b[j * ldb + q] : 0;
    }

    // A strip of A into L1. Rows keep their direction; their new stride avoids multiples of the cache's set size. Returns that stride.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static nint CopyStrip(float* a, nint lda, bool transposed, int rows, int kc, float* strip)
    {
        if (transposed)
        {
            for (int q = 0; q < kc; q++, a += lda) CopyRow(a, rows, strip + q * 96);
            return 96;
        }
        nint stride = ((kc + 15) & ~15) | 16;
        for (int i = 0; i < rows; i++) Unsafe.CopyBlockUnaligned(strip + i * stride, a + i * lda, (uint)kc * sizeof(float));
        return stride;
    }

    // At most 96 floats, eight at a time, the last eight overlapping: a call of the platform's copy costs more than so few take.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(float* from, int length, float* to)
    {
        if (length < Vector256<float>.Count)
        {
            for (int i = 0; i < length; i++) to[i] = from[i];
            return;
        }
        int last = length - Vector256<float>.Count;
        for (int i = 0; i < last; i += Vector256<float>.Count) Vector256.Load(from + i).Store(to + i);
        Vector256.Load(from + last).Store(to + last);
    }
}
