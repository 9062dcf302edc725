using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>A few steps of conjugate gradient on one row's equations (base + regularisation + sum_e w_e y_e y_e') x = b, from a warm start, without
/// forming the matrix: each step costs O(count f + f^2) (Takacs, Pilaszy, Tikk 2011).</summary>
internal static unsafe class AlsConjugateGradient
{
    private const int MostEntries = 128, BlockFloats = 4096; // handled at once: their rows stay in L1 between the two halves of a step
    private const float Converged = 1e-20f;

    /// <summary>Floats of scratch for order n.</summary>
    public static int Scratch(int n) => 3 * n + MostEntries + 2 * (MostEntries + AlsRows.Group) + 2 * n + 64;

    /// <summary>Improves x in place.</summary>
    /// <param name="entries">The row.</param>
    /// <param name="matrix">The base matrix, [n, lda], both triangles.</param>
    /// <param name="lda">Stride of the base matrix.</param>
    /// <param name="regularization">Added to its diagonal.</param>
    /// <param name="n">Order, a multiple of the register.</param>
    /// <param name="x">[n], the warm start, then the solution.</param>
    /// <param name="steps">Steps; the squared residual falling below 1e-20 ends them sooner.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats, 8-byte aligned.</param>
    public static void Solve(in AlsEntries entries, float* matrix, int lda, float regularization, int n, float* x, int steps, float* scratch)
    {
        switch (Simd.Width)
        {
            case 512: Solve<Simd512>(entries, matrix, lda, regularization, n, x, steps, scratch); break;
            case 256: Solve<Simd256>(entries, matrix, lda, regularization, n, x, steps, scratch); break;
            default: Solve<Simd128>(entries, matrix, lda, regularization, n, x, steps, scratch); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Solve<V>(in AlsEntries entries, float* matrix, int lda, float regularization, int n, float* x, int steps, float* scratch)
        where V : unmanaged, ISimd<V>
    {
        var rows = (float**)scratch; // pointers to a block's rows and a group ahead
        float** matrixRows = rows + MostEntries + AlsRows.Group; // [n] pointers
        float* d = (float*)(matrixRows + n), r = d + MostEntries, p = r + n, ap = p + n;
        int early = (entries.Ahead + steps) / (steps + 1); // of the next row's entries, fetched in each pass
        for (int i = 0; i < n; i++) matrixRows[i] = matrix + i * (nint)lda;

        Scale<V>(x, -regularization, r, n);
        Scale<V>(x, -1, p, n);
        AlsRows.Combine<V>(matrixRows, p, n, n, r);
        entries.Prefetch(entries.Count, entries.Count + early, n);
        Apply<V>(entries, x, r, n, rows, d, residual: true);
        Scale<V>(r, 1, p, n);
        float squared = Dot.Wide<V>(r, r, n);
        for (int step = 0; step < steps && squared >= Converged; step++)
        {
            Scale<V>(p, regularization, ap, n);
            AlsRows.Combine<V>(matrixRows, p, n, n, ap);
            entries.Prefetch(entries.Count + (step + 1) * early, entries.Count + (step + 2) * early, n);
            Apply<V>(entries, p, ap, n, rows, d, residual: false);
            float alpha = squared / Dot.Wide<V>(p, ap, n);
            V forward = V.Broadcast(alpha), backward = V.Broadcast(-alpha);
            for (int j = 0; j < n; j += V.Count)
            {
                V.Store(x + j, V.MultiplyAdd(forward, V.Load(p + j), V.Load(x + j)));
                V.Store(r + j, V.MultiplyAdd(backward, V.Load(ap + j), V.Load(r + j)));
            }
            float next = Dot.Wide<V>(r, r, n);
            V beta = V.Broadcast(next / squared);
            for (int j = 0; j < n; j += V.Count) V.Store(p + j, V.MultiplyAdd(beta, V.Load(p + j), V.Load(r + j)));
            squared = next;
        }
    }

    /// <summary>o += sum_e w_e (y_e . v) y_e, or for the residual o += sum_e (t_e - w_e (y_e . v)) y_e.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Apply<V>(in AlsEntries entries, float* v, float* o, int n, float** rows, float* d, bool residual) where V : unmanaged, ISimd<V>
    {
        int block = Math.Clamp(BlockFloats / n & -AlsRows.Group, AlsRows.Group, MostEntries);
        for (int from = 0; from < entries.Count; from += block)
        {
            int count = Math.Min(block, entries.Count - from);
            entries.Rows(from, count, 0, rows);
            entries.Prefetch(from + block, Math.Min(from + 2 * block, entries.Count), n);
            AlsRows.Dots<V>(rows, count, v, n, d);
            for (int e = 0; e < count; e++)
            {
                float dot = entries.Weight(from + e) * d[e];
                d[e] = residual ? entries.Target(from + e) - dot : dot;
            }
            AlsRows.Combine<V>(rows, d, count, n, o);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<V>(float* x, float factor, float* to, int n) where V : unmanaged, ISimd<V>
    {
        V scale = V.Broadcast(factor);
        for (int j = 0; j < n; j += V.Count) V.Store(to + j, V.Load(x + j) * scale);
    }
}
