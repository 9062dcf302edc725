using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Matrix product: [m, k] by [k, n] gives [m, n]; with three dimensions, one product per entry of the first.</summary>
    /// <param name="a">[m, k] or [batch, m, k]; [k, m] where transposed.</param>
    /// <param name="b">[k, n] or [batch, k, n]; [n, k] where transposed.</param>
    /// <param name="transposeA">Whether a holds its transpose.</param>
    /// <param name="transposeB">Whether b holds its transpose.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor MatMul(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        Shape s = Require.NotNull(a).Shape, t = Require.NotNull(b).Shape;
        bool fits = s.Rank == t.Rank && s.Rank is 2 or 3 && (s.Rank == 2 || s[0] == t[0])
            && (transposeA ? s[-2] : s[-1]) == (transposeB ? t[-1] : t[-2]);
        if (!fits)
            throw new ArgumentException(
                $"{s}{(transposeA ? " transposed" : "")} cannot be multiplied by {t}{(transposeB ? " transposed" : "")}.", nameof(b));
        int m = transposeA ? s[-1] : s[-2], n = transposeB ? t[-2] : t[-1];
        var c = Allocate(s.Rank == 2 ? new Shape(m, n) : new Shape(s[0], m, n));
        Backend.MatMul(a, b, transposeA, transposeB, add: false, c);
        return Record(c, a.RequiresGradient || b.RequiresGradient, new MatMulStep(a, b, transposeA, transposeB));
    }

    private readonly record struct MatMulStep(Tensor A, Tensor B, bool TA, bool TB) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            if (tape.GradientOf(A) is { } da)
            {
                if (TA) tape.Backend.MatMul(B, dy, TB, true, true, da);
                else tape.Backend.MatMul(dy, B, false, !TB, true, da);
            }
            if (tape.GradientOf(B) is not { } db) return;
            if (TB) tape.Backend.MatMul(dy, A, true, TA, true, db);
            else tape.Backend.MatMul(A, dy, !TA, false, true, db);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>c = a b, or c += a b: [m, n] from [m, k] and [k, n], each optionally stored transposed; with three dimensions one
    /// product per entry of the first.</summary>
    public abstract void MatMul(Tensor a, Tensor b, bool transposeA, bool transposeB, bool add, Tensor c);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void MatMul(Tensor a, Tensor b, bool transposeA, bool transposeB, bool add, Tensor c)
    {
        int batch = c.Shape.Rank == 3 ? c.Shape[0] : 1;
        if (batch == 1) One(a, b, transposeA, transposeB, add, c, 0, Threads);
        else Split(batch, 1, (a, b, transposeA, transposeB, add, c), static (s, from, _) =>
            One(s.a, s.b, s.transposeA, s.transposeB, s.add, s.c, from, 1));

        static void One(Tensor a, Tensor b, bool ta, bool tb, bool add, Tensor c, int index, int threads)
        {
            int m = c.Shape[-2], n = c.Shape[-1], k = ta ? a.Shape[-2] : a.Shape[-1];
            MatrixProduct.Run(m, n, k, new Operand(a.Data + (nint)index * m * k, a.Shape[-1], ta),
                new Operand(b.Data + (nint)index * k * n, b.Shape[-1], tb), c.Data + (nint)index * m * n, n, add, threads);
        }
    }
}

internal static partial class Definitions
{
    /// <summary>c[i, j] = sum_q a[i, q] b[q, j], for every entry of the batch.</summary>
    public static double[] MatMul(double[] a, double[] b, int batch, int m, int n, int k, bool ta, bool tb)
    {
        var c = new double[batch * m * n];
        for (int e = 0; e < batch; e++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                    for (int q = 0; q < k; q++)
                        c[(e * m + i) * n + j] += a[e * m * k + (ta ? q * m + i : i * k + q)] * b[e * k * n + (tb ? j * k + q : q * n + j)];
        return c;
    }
}
