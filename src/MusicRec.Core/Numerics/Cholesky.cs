using System.Runtime.CompilerServices;
using MusicRec.Kernels;

namespace MusicRec.Numerics;

/// <summary>Cholesky factorisation A = L L^T of a dense symmetric positive definite matrix, in float32, blocked so that nearly all of the work
/// is matrix products (Golub, Van Loan, Matrix Computations, 4.2). The blocks on the diagonal, 96 wide, are done in double.
/// The bits of the results do not depend on the number of threads.</summary>
internal sealed unsafe partial class Cholesky
{
    private const int Block = 96;

    private readonly Matrix _factor; // L in its lower triangle
    private readonly float[] _inverses; // of the diagonal blocks of L, [blocks, Block, Block] row-major, zero above the diagonal
    private readonly int _threads;

    private Cholesky(Matrix a, int threads)
    {
        Require.Length(a.Rows, a.Columns, nameof(a));
        (_factor, _threads) = (a, threads);
        _inverses = GC.AllocateArray<float>(Count(a.Rows) * Block * Block, pinned: true);
    }

    private int Size => _factor.Rows;

    /// <summary>Factorises a matrix in place: n^3 / 6 multiply-adds.</summary>
    /// <param name="a">A; its lower triangle is read. The matrix belongs to the result from now on; its upper triangle becomes undefined.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancel">Stops between blocks.</param>
    /// <exception cref="MusicRecException">A is not positive definite to the precision of float32.</exception>
    public static Cholesky Factor(Matrix a, int threads, CancellationToken cancel = default)
    {
        var cholesky = new Cholesky(a, threads);
        cholesky.Factorise(cancel);
        return cholesky;
    }

    /// <summary>Solves A X = B in place.</summary>
    /// <param name="b">B, [n, any]; becomes X.</param>
    /// <param name="cancel">Stops between blocks.</param>
    public void Solve(Matrix b, CancellationToken cancel = default)
    {
        Require.Length(b.Rows, Size, nameof(b));
        var (left, right) = (Scratch((long)Block * Size), Scratch((long)Block * b.Stride));
        for (int j = 0; j < Size; j += Block) // L Y = B
        {
            int width = Math.Min(Block, Size - j);
            Negate(width, j, new Operand(At(j, 0), _factor.Stride), left);
            Multiply(width, b.Columns, j, new Operand(Pin(left), j), Rows(b, 0), Rows(b, j).Data, b.Stride, add: true, cancel);
            ScaleBlock(b, j, width, right, transposed: false, cancel);
        }
        for (int j = (Count(Size) - 1) * Block; j >= 0; j -= Block) // L^T X = Y
        {
            int width = Math.Min(Block, Size - j), below = Size - j - width;
            Negate(width, below, new Operand(At(j + width, j), _factor.Stride, transposed: true), left);
            Multiply(width, b.Columns, below, new Operand(Pin(left), below), Rows(b, j + width), Rows(b, j).Data, b.Stride, add: true, cancel);
            ScaleBlock(b, j, width, right, transposed: true, cancel);
        }
        GC.KeepAlive((this, b, left, right));
    }

    // Columns of L from left to right: subtract what earlier columns explain, factorise the diagonal block, divide the rows below by it.
    private void Factorise(CancellationToken cancel)
    {
        var (left, below) = (Scratch((long)Block * Size), Scratch((long)Block * Size));
        for (int j = 0; j < Size; j += Block)
        {
            int width = Math.Min(Block, Size - j), rest = Size - j - width;
            Negate(width, j, new Operand(At(j, 0), _factor.Stride), left);
            Multiply(Size - j, width, j, new Operand(At(j, 0), _factor.Stride),
                new Operand(Pin(left), j, transposed: true), At(j, j), _factor.Stride, add: true, cancel);
            FactoriseBlock(j, width);
            Copy(rest, width, At(j + width, j), _factor.Stride, Pin(below), Block);
            Multiply(rest, width, width, new Operand(Pin(below), Block),
                Inverse(j, transposed: true), At(j + width, j), _factor.Stride, add: false, cancel);
        }
        GC.KeepAlive((this, left, below));
    }

    // Rows j .. of b become inverse(diagonal block) times them.
    private void ScaleBlock(Matrix b, int j, int width, float[] scratch, bool transposed, CancellationToken cancel)
    {
        Copy(width, b.Columns, Rows(b, j).Data, b.Stride, Pin(scratch), b.Stride);
        Multiply(width, b.Columns, width, Inverse(j, transposed), new Operand(Pin(scratch), b.Stride), Rows(b, j).Data, b.Stride, add: false, cancel);
    }

    // One diagonal block in double: L, row by row, then its inverse M from L M = I.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FactoriseBlock(int at, int width)
    {
        double[,] l = new double[width, width], inverse = new double[width, width];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = At(at + i, at)[j];
                for (int q = 0; q < j; q++) sum -= l[i, q] * l[j, q];
                if (j < i) l[i, j] = sum / l[j, j];
                else if (sum > 0 && double.IsFinite(sum)) l[i, i] = Math.Sqrt(sum);
                else throw new MusicRecException(
                    $"The matrix is not positive definite: pivot {at + i} of {Size} is {sum:g4}. " +
                    "Raise the regularisation, or check the input for NaN.");
                At(at + i, at)[j] = (float)l[i, j];
            }
            inverse[i, i] = 1 / l[i, i];
            for (int q = 0; q < i; q++)
                for (int j = 0; j <= q; j++) inverse[i, j] -= l[i, q] * inverse[q, j] / l[i, i];
        }
        float* to = Inverse(at, transposed: false).Data;
        for (int i = 0; i < width; i++)
            for (int j = 0; j <= i; j++) to[i * Block + j] = (float)inverse[i, j];
    }

    private void Multiply(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add, CancellationToken cancel) =>
        MatrixProduct.Run(m, n, k, a, b, c, ldc, add, _threads, cancel);

    private float* At(int row, int column) => _factor.Pointer + (long)row * _factor.Stride + column;

    private Operand Inverse(int at, bool transposed) => new(Pin(_inverses) + (long)at * Block, Block, transposed);

    private static Operand Rows(Matrix b, int row) => new(b.Pointer + (long)row * b.Stride, b.Stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Negate(int rows, int columns, Operand from, float[] to)
    {
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) to[(long)i * columns + j] = -*from.At(i, j);
    }

    private static void Copy(int rows, int columns, float* from, nint ldf, float* to, nint ldt)
    {
        for (int i = 0; i < rows; i++) new ReadOnlySpan<float>(from + i * ldf, columns).CopyTo(new Span<float>(to + i * ldt, columns));
    }

    private static float[] Scratch(long floats) => GC.AllocateUninitializedArray<float>((int)floats, pinned: true);

    // Every array here is allocated pinned, so its address holds as long as the array is reachable.
    private static float* Pin(float[] pinned)
    {
        fixed (float* p = pinned) return p;
    }

    private static int Count(int length) => (length + Block - 1) / Block;
}
