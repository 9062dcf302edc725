namespace MusicRec.Kernels;

/// <summary>Dense matrix product on one thread: C (+)= A B, with C [m, n], A [m, k], B [k, n] row-major, A and B optionally transposed.
/// Each element of C is summed in an order that depends on k alone, so any cut of C into blocks gives the same bits;
/// <c>Numerics.MatrixProduct</c> runs such blocks on many threads.</summary>
internal static unsafe partial class Gemm
{
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Columns of A and rows of B; with 0, C becomes zero, or stays where <paramref name="add"/>.</param>
    /// <param name="a">A, [m, k].</param>
    /// <param name="b">B, [k, n].</param>
    /// <param name="c">C, [m, n]; overlaps neither A nor B. Nothing outside its n columns is written.</param>
    /// <param name="ldc">Floats from one row of C to the next.</param>
    /// <param name="add">Whether the product is added to C (true) or overwrites it.</param>
    public static void Run(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add)
    {
        switch (Simd.Width)
        {
            case 512: Wide<Simd512>(m, n, k, a, b, c, ldc, add); break;
            case 256: Wide<Simd256>(m, n, k, a, b, c, ldc, add); break;
            default: Wide<Simd128>(m, n, k, a, b, c, ldc, add); break;
        }
    }

    /// <summary>Several products with one B, which is packed once: C_s (+)= A_s B, where A_s and C_s start s steps after A and C.</summary>
    /// <param name="slices">Number of products.</param>
    /// <param name="a">A_0, [m, k].</param>
    /// <param name="aStep">Floats from A_s to A_(s + 1); they may overlap.</param>
    /// <param name="b">B, [k, n].</param>
    /// <param name="c">C_0, [m, n].</param>
    /// <param name="cStep">Floats from C_s to C_(s + 1).</param>
    /// <inheritdoc cref="Run"/>
#pragma warning disable CS1573 // the other parameters are those of one product
    public static void Slices(int slices, int m, int n, int k, Operand a, nint aStep, Operand b, float* c, nint ldc, nint cStep, bool add)
#pragma warning restore CS1573
    {
        switch (Simd.Width)
        {
            case 512: Wide<Simd512>(slices, m, n, k, a, aStep, b, c, ldc, cStep, add); break;
            case 256: Wide<Simd256>(slices, m, n, k, a, aStep, b, c, ldc, cStep, add); break;
            default: Wide<Simd128>(slices, m, n, k, a, aStep, b, c, ldc, cStep, add); break;
        }
    }

    /// <summary>The definition, summed in double. Every other path is tested against it.</summary>
    internal static void Reference(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add)
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = add ? c[i * ldc + j] : 0;
                for (int q = 0; q < k; q++) sum += (double)*a.At(i, q) * *b.At(q, j);
                c[i * ldc + j] = (float)sum;
            }
        }
    }
}
