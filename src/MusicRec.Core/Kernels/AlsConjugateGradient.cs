using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>One row's equations (base + regularisation + sum_e w_e y_e y_e') x = b and the vector x to improve, from its present value.</summary>
internal readonly unsafe record struct AlsSystem(AlsEntries Entries, float Regularization, nint Vector)
{
    /// <summary>[n], the warm start, then the solution.</summary>
    public float* X => (float*)Vector;
}

/// <summary>A few steps of conjugate gradient without forming the matrix: each step costs O(count f + f^2) a row (Takacs, Pilaszy, Tikk 2011).
/// Four rows go in lock-step, so that what a step reads of the base matrix serves all four; a row's result does not depend on the other
/// three.</summary>
internal static unsafe class AlsConjugateGradient
{
    /// <summary>Rows solved together.</summary>
    public const int Lanes = AlsTile.Rows;

    private const int Block = 128; // entries handled at once: their rows are still near between the two halves of a step
    private const float Converged = 1e-20f;

    /// <summary>Floats of scratch for order n.</summary>
    public static int Scratch(int n) => 4 * Lanes * n + 2 * (Block + AlsRows.Group) + Block + AlsRows.Group + Lanes;

    /// <summary>Improves the vector of every system.</summary>
    /// <param name="systems">At most <see cref="Lanes"/>.</param>
    /// <param name="count">Number of systems.</param>
    /// <param name="matrix">The base matrix, [n, lda], both triangles.</param>
    /// <param name="lda">Stride of the base matrix.</param>
    /// <param name="n">Order, a multiple of the register.</param>
    /// <param name="steps">Steps; the squared residual falling below 1e-20 ends them sooner.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats, 8-byte aligned.</param>
    public static void Solve(AlsSystem* systems, int count, float* matrix, int lda, int n, int steps, float* scratch)
    {
        switch (Simd.Width)
        {
            case 512: Solve<Simd512>(systems, count, matrix, lda, n, steps, scratch); break;
            case 256: Solve<Simd256>(systems, count, matrix, lda, n, steps, scratch); break;
            default: Solve<Simd128>(systems, count, matrix, lda, n, steps, scratch); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Solve<V>(AlsSystem* systems, int count, float* matrix, int lda, int n, int steps, float* scratch)
        where V : unmanaged, ISimd<V>
    {
        float* p = scratch + 2 * (Block + AlsRows.Group), ap = p + Lanes * n, r = ap + Lanes * n; // [Lanes, n] each; pointers to rows lie before them
        float* turned = r + Lanes * n, d = turned + Lanes * n, squared = d + Block + AlsRows.Group;
        new Span<float>(p, 2 * Lanes * n).Clear();
        for (int l = 0; l < count; l++) Scale<V>(systems[l].X, 1, p + l * n, n);
        Base<V>(systems, count, matrix, lda, n, p, ap, turned);
        for (int l = 0; l < count; l++)
        {
            Scale<V>(ap + l * n, -1, r + l * n, n);
            Apply<V>(systems[l].Entries, p + l * n, r + l * n, n, (float**)scratch, d, residual: true);
            Scale<V>(r + l * n, 1, p + l * n, n);
            squared[l] = Dot.Wide<V>(r + l * n, r + l * n, n);
        }
        for (int step = 0; step < steps; step++)
        {
            Base<V>(systems, count, matrix, lda, n, p, ap, turned);
            for (int l = 0; l < count; l++)
            {
                if (!(squared[l] >= Converged)) continue;
                Apply<V>(systems[l].Entries, p + l * n, ap + l * n, n, (float**)scratch, d, residual: false);
                squared[l] = Advance<V>(systems[l].X, p + l * n, ap + l * n, r + l * n, n, squared[l]);
            }
        }
    }

    /// <summary>ap = (base + regularisation) p of every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Base<V>(AlsSystem* systems, int count, float* matrix, int lda, int n, float* p, float* ap, float* turned)
        where V : unmanaged, ISimd<V>
    {
        for (int l = 0; l < count; l++) Scale<V>(p + l * n, systems[l].Regularization, ap + l * n, n);
        for (int j = 0; j < n; j++)
            for (int l = 0; l < Lanes; l++) turned[j * Lanes + l] = p[l * n + j];
        AlsTile.Strip<V>(n, turned, Lanes, matrix, lda, ap, n, n, subtract: false);
    }

    /// <summary>x += alpha p, r -= alpha Ap, p = r + beta p; the new squared residual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Advance<V>(float* x, float* p, float* ap, float* r, int n, float squared) where V : unmanaged, ISimd<V>
    {
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
        return next;
    }

    /// <summary>o += sum_e w_e (y_e . v) y_e, or for the residual o += sum_e (t_e - w_e (y_e . v)) y_e.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Apply<V>(in AlsEntries entries, float* v, float* o, int n, float** rows, float* d, bool residual)
        where V : unmanaged, ISimd<V>
    {
        for (int from = 0; from < entries.Count; from += Block)
        {
            int count = Math.Min(Block, entries.Count - from);
            entries.Rows(from, count, rows);
            if (residual) Prefetch(rows, count, n);
            AlsRows.Dots<V>(rows, count, v, n, d);
            for (int e = 0; e < count; e++)
            {
                float dot = entries.Weight(from + e) * d[e];
                d[e] = residual ? entries.Target(from + e) - dot : dot;
            }
            AlsRows.Combine<V>(rows, d, count, n, o);
        }
    }

    // The first pass meets the rows cold and in random order: ask for all of them at once.
    private static void Prefetch(float** rows, int count, int n)
    {
        if (!Sse.IsSupported) return;
        for (int e = 0; e < count; e++)
            for (int j = 0; j < n; j += 16) Sse.Prefetch0(rows[e] + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<V>(float* x, float factor, float* to, int n) where V : unmanaged, ISimd<V>
    {
        V scale = V.Broadcast(factor);
        for (int j = 0; j < n; j += V.Count) V.Store(to + j, V.Load(x + j) * scale);
    }
}
