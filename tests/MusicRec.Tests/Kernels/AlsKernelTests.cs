using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public unsafe class AlsKernelTests
{
    public static TheoryData<int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int>();
            foreach (int f in new[] { 1, 3, 8, 12, 16, 23, 40, 56, 64, 100, 128, 200 })
                foreach (int count in new[] { 1, 2, 7, 8, 33, 64 }) shapes.Add(f, count);
            return shapes;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Every_width_builds_the_equations_of_the_definition(int f, int count)
    {
        var inputs = new Inputs(f, count);
        AlsGram.Reference(inputs.Pointers, inputs.Q, inputs.T, count, f, inputs.Expected.Pointer, inputs.Stride, inputs.Right);
        Check<Simd128>();
        Check<Simd256>();
        if (Simd.Width == 512) Check<Simd512>();

        void Check<V>() where V : unmanaged, ISimd<V>
        {
            int n = (f + V.Count - 1) / V.Count * V.Count;
            var (a, b, scratch) = (new Matrix(n + 1, inputs.Stride), new Matrix(1, n), new Matrix(2 * AlsGram.Block, inputs.Stride));
            inputs.Fill(a);
            AlsGram.Add<V>(inputs.Pointers, inputs.Q, inputs.T, count, f, n, a.Pointer, inputs.Stride, b.Pointer, scratch.Pointer);
            GC.KeepAlive((a, b, scratch, inputs));
            for (int i = 0; i < f; i++)
            {
                Assert.Equal(inputs.Right[i], b[0][i], 1e-4f);
                for (int j = i; j < f; j++) Assert.Equal(inputs.Expected[i][j], a[i][j], 1e-4f);
            }
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Every_width_multiplies_scattered_rows(int f, int count)
    {
        var inputs = new Inputs(f, count);
        Check<Simd128>();
        Check<Simd256>();
        if (Simd.Width == 512) Check<Simd512>();

        void Check<V>() where V : unmanaged, ISimd<V>
        {
            int n = (f + V.Count - 1) / V.Count * V.Count;
            var (v, d, o) = (new Matrix(1, n), new Matrix(1, count + AlsRows.Group), new Matrix(1, n));
            Draw.Floats(f, 9).CopyTo(v.Row(0));
            AlsRows.Dots<V>(inputs.Pointers, count, v.Pointer, n, d.Pointer);
            AlsRows.Combine<V>(inputs.Pointers, inputs.Q, count, n, o.Pointer);
            GC.KeepAlive((v, d, o, inputs));
            for (int e = 0; e < count; e++) Assert.Equal(Dot.Reference(inputs.Rows[e], v[0][..inputs.Rows.Columns]), d[0][e], 1e-4f);
            for (int j = 0; j < f; j++)
            {
                double sum = 0;
                for (int e = 0; e < count; e++) sum += (double)inputs.Q[e] * inputs.Rows[e][j];
                Assert.Equal(sum, o[0][j], 1e-4);
            }
        }
    }

    [Theory, InlineData(1), InlineData(4), InlineData(8), InlineData(13),
        InlineData(24), InlineData(40), InlineData(64), InlineData(100), InlineData(160)]
    public void Every_width_solves_as_the_definition(int f)
    {
        var z = Matrix.From(Draw.Floats(2 * f * f, 4), 2 * f, f);
        var (a, b) = (new double[f, f], new double[f]);
        for (int i = 0; i < f; i++)
        {
            b[i] = Draw.Floats(f, 6)[i];
            for (int j = 0; j < f; j++)
            {
                for (int r = 0; r < z.Rows; r++) a[i, j] += (double)z[r][i] * z[r][j];
                if (i == j) a[i, j] += 1;
            }
        }
        double[] expected = AlsCholesky.Reference(a, b);
        Check<Simd128>();
        Check<Simd256>();
        if (Simd.Width == 512) Check<Simd512>();

        void Check<V>() where V : unmanaged, ISimd<V>
        {
            int n = (f + V.Count - 1) / V.Count * V.Count;
            var (u, x, inverse) = (new Matrix(n, n + 16), new Matrix(1, n), new Matrix(1, n));
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) u.Row(i)[j] = i < f && j < f ? (float)a[i, j] : i == j ? 1 : 0;
            for (int i = 0; i < f; i++) x.Row(0)[i] = (float)b[i];
            AlsCholesky.Solve<V>(u.Pointer, u.Stride, n, x.Pointer, inverse.Pointer);
            GC.KeepAlive((u, x, inverse));
            for (int i = 0; i < f; i++) Assert.Equal(expected[i], x[0][i], 1e-4);
        }
    }

    /// <summary>Rows of random numbers with weights, as pointers; the list is padded to whole groups.</summary>
    private sealed class Inputs
    {
        private readonly Matrix _pointers, _weights;

        public Inputs(int f, int count)
        {
            Rows = Matrix.From(Draw.Floats(count * f, 1), count, f);
            (_pointers, _weights) = (new Matrix(1, 2 * (count + AlsRows.Group)), new Matrix(3, Math.Max(count, f)));
            Draw.Floats(count, 2).CopyTo(_weights.Row(0));
            Draw.Floats(count, 3).CopyTo(_weights.Row(1));
            for (int e = 0; e < count + AlsRows.Group; e++) Pointers[e] = Rows.Pointer + (nint)Math.Min(e, count - 1) * Rows.Stride;
            Stride = Simd.Pad(f) + 16;
            Expected = new Matrix(f, Stride);
            Fill(Expected);
        }

        public Matrix Rows { get; }
        public int Stride { get; }
        public Matrix Expected { get; }
        public float** Pointers => (float**)_pointers.Pointer;
        public float* Q => _weights.Pointer;
        public float* T => _weights.Pointer + _weights.Stride;
        public float* Right => _weights.Pointer + 2 * _weights.Stride;

        public void Fill(Matrix a)
        {
            for (int i = 0; i < Expected.Rows; i++)
                for (int j = 0; j < Expected.Rows; j++) a.Row(i)[j] = i + j;
        }
    }
}
