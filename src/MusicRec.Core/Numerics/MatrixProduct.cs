using System.Runtime.CompilerServices;
using MusicRec.Kernels;

namespace MusicRec.Numerics;

/// <summary>Dense matrix products on many threads: C (+)= A B, row-major. The bits of the result do not depend on the number of threads.</summary>
internal static unsafe class MatrixProduct
{
    private const int LongSum = 4096; // a sum over more rows than this, into a small C, is cut along k
    private const int MaxPieces = 64;
    private const int ShortSum = 64; // rows of A and B at a time within a piece: they stay in L1

    /// <inheritdoc cref="Gemm.Run"/>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancel">Stops between blocks; C is then partly written.</param>
#pragma warning disable CS1573 // the other parameters come from Gemm.Run
    public static void Run(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add, int threads, CancellationToken cancel = default)
#pragma warning restore CS1573
    {
        if (m <= 0 || n <= 0) return;
        if (k >= 2 * LongSum && (long)m * n <= 256 * 256) SumOfPieces(m, n, k, a, b, c, ldc, add, threads, cancel);
        else Blocks(m, n, k, a, b, c, ldc, add, threads, cancel);
    }

    /// <summary>C = X^T X of the rows of a matrix: shape [columns, columns], both triangles.</summary>
    public static void Gram(Matrix x, float* c, nint ldc, int threads, CancellationToken cancel = default)
    {
        Run(x.Columns, x.Columns, x.Rows, new Operand(x.Pointer, x.Stride, transposed: true),
            new Operand(x.Pointer, x.Stride), c, ldc, false, threads, cancel);
        GC.KeepAlive(x);
    }

    /// <summary>Inner products of the rows of x with the rows of y: products[i, j] = x_i . y_j, shape [x.Rows, y.Rows], row-major.</summary>
    public static void RowsByRows(Matrix x, Matrix y, Span<float> products, int threads, CancellationToken cancel = default)
    {
        Require.Length(y.Columns, x.Columns, nameof(y));
        Require.Length(products.Length, (long)x.Rows * y.Rows, nameof(products));
        fixed (float* c = products)
            Run(x.Rows, y.Rows, x.Columns, new Operand(x.Pointer, x.Stride),
                new Operand(y.Pointer, y.Stride, transposed: true), c, y.Rows, false, threads, cancel);
        GC.KeepAlive(x);
        GC.KeepAlive(y);
    }

    // C is cut into blocks of rows and columns until there are enough for every thread, or they would be too small to pay.
    private static void Blocks(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add, int threads, CancellationToken cancel)
    {
        int rows = m, columns = n;
        while (threads > 1 && Count(m, rows) * Count(n, columns) < 4L * threads && (long)rows * columns * k > 1 << 20)
        {
            if (columns >= 2 * rows && columns > 64) columns = Half(columns, 32);
            else if (rows > 28) rows = Half(rows, 14);
            else if (columns > 64) columns = Half(columns, 32);
            else break;
        }
        WorkerTeam.Shared.Run(Count(m, rows) * Count(n, columns), threads, new Block(m, n, k, rows, columns, a, b, c, ldc, add), cancel);
    }

    private readonly struct Block(int m, int n, int k, int rows, int columns, Operand a, Operand b, float* c, nint ldc, bool add) : IChunks
    {
        public void Run(int chunk, int worker)
        {
            int across = Count(n, columns), i = chunk / across * rows, j = chunk % across * columns;
            Gemm.Run(Math.Min(rows, m - i), Math.Min(columns, n - j), k, a.From(i, 0), b.From(0, j), c + i * ldc + j, ldc, add);
        }
    }

    // k is cut into pieces that depend on k alone; their products are added in order.
    private static void SumOfPieces(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add, int threads, CancellationToken cancel)
    {
        int piece = Math.Max(LongSum, ((k + MaxPieces - 1) / MaxPieces + 255) & ~255), pieces = Count(k, piece);
        var sums = GC.AllocateUninitializedArray<float>(pieces * m * n, pinned: true);
        fixed (float* s = sums)
        {
            float* parts = s;
            WorkerTeam.Shared.Run(pieces, threads, (p, _) =>
            {
                int end = Math.Min(k, (p + 1) * piece);
                for (int q = p * piece; q < end; q += ShortSum)
                    Gemm.Run(m, n, Math.Min(ShortSum, end - q), a.From(0, q), b.From(q, 0), parts + (long)p * m * n, n, add: q > p * piece);
            }, cancel);
        }
        for (int i = 0; i < m; i++)
        {
            var row = new Span<float>(c + i * ldc, n);
            if (!add) row.Clear();
            for (int p = 0; p < pieces; p++) Add(sums.AsSpan((p * m + i) * n, n), row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int j = 0; j < to.Length; j++) to[j] += from[j];
    }

    private static int Count(int length, int block) => (length + block - 1) / block;

    private static int Half(int length, int multiple) => ((length + 1) / 2 + multiple - 1) / multiple * multiple;
}
