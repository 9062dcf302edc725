using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>w Y'Y of a factor matrix, order n = factors rounded up to whole registers, both triangles. Rows are an odd number of cache lines apart,
/// so that columns do not collide in the cache.</summary>
internal static unsafe class WmfGram
{
    private const int RowsPerPart = 4096, MostParts = 16;

    /// <summary>Factors rounded up to whole registers of this machine.</summary>
    public static int Order(int factors) => (factors + Simd.Width / 32 - 1) & -(Simd.Width / 32);

    /// <summary>Stride for matrices of that order.</summary>
    public static int Stride(int order) => Simd.Pad(order) | Simd.RowAlign;

    public static Matrix Compute(Matrix y, double weight, int threads, CancellationToken cancel = default)
    {
        int n = Order(y.Columns);
        var gram = new Matrix(n, Stride(n));
        Refresh(gram, y, weight, 0, y.Columns, threads, cancel);
        return gram;
    }

    /// <summary>Recomputes rows and columns <paramref name="first"/> .. first + width - 1 after those columns of y have changed.</summary>
    public static void Refresh(Matrix gram, Matrix y, double weight, int first, int width, int threads, CancellationToken cancel = default)
    {
        int n = gram.Rows, from = first & -AlsTile.Rows, to = Math.Min(n, (first + width + AlsTile.Rows - 1) & -AlsTile.Rows);
        int count = Math.Clamp(y.Rows / RowsPerPart, 1, MostParts), size = (y.Rows + count - 1) / count;
        var parts = new Matrix[count];
        bool upper = from == 0 && to == n;
        WorkerTeam.Shared.Run(count, threads, (p, _) =>
        {
            parts[p] = new Matrix(n, gram.Stride);
            int start = Math.Min(y.Rows, p * size), rows = Math.Min(y.Rows - start, size);
            AlsGram.AddDense(y.Pointer + (nint)start * y.Stride, y.Stride, rows, n, parts[p].Pointer, gram.Stride, from, to, upper);
        }, cancel);
        for (int i = from; i < to; i++)
        {
            for (int j = upper ? i : 0; j < n; j++)
            {
                double sum = 0;
                foreach (var part in parts) sum += part[i][j];
                gram.Row(i)[j] = gram.Row(j)[i] = (float)(weight * sum);
            }
        }
        GC.KeepAlive(y);
    }
}
