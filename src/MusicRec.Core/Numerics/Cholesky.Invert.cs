using MusicRec.Kernels;

namespace MusicRec.Numerics;

internal sealed unsafe partial class Cholesky
{
    private const int Columns = 256; // of the triangular inverse, per chunk of work

    /// <summary>Replaces a symmetric positive definite matrix by its inverse: n^3 / 2 multiply-adds, and 192 n floats beside the matrix.</summary>
    /// <param name="a">A; its lower triangle is read. Becomes A^-1, both triangles.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancel">Stops between blocks; the matrix is then spoilt.</param>
    /// <exception cref="MusicRecException">A is not positive definite to the precision of float32.</exception>
    public static void Invert(Matrix a, int threads, CancellationToken cancel = default)
    {
        var factors = Factor(a, threads, cancel);
        factors.InvertFactor(cancel);
        factors.SquareInverse(cancel);
        for (int i = 0; i < a.Rows; i++)
            for (int j = i + 1; j < a.Rows; j++) factors.At(i, j)[0] = factors.At(j, i)[0];
        GC.KeepAlive(factors);
    }

    // L becomes M = L^-1, a block of rows at a time: M_i = -inverse(L_ii) L_i M, where M stands already in the rows above.
    private void InvertFactor(CancellationToken cancel)
    {
        for (int i = 0; i < Size; i++) new Span<float>(At(i, i + 1), Size - i - 1).Clear();
        var (row, product) = (Scratch((long)Block * Size), Scratch((long)Block * Size));
        for (int i = 0; i < Size; i += Block)
        {
            int at = i, width = Math.Min(Block, Size - i);
            Negate(width, i, new Operand(At(i, 0), _factor.Stride), row);
            WorkerTeam.Shared.Run((i + Columns - 1) / Columns, _threads, (chunk, _) =>
            {
                int j = chunk * Columns, n = Math.Min(Columns, at - j); // M is zero above row j in these columns
                Gemm.Run(width, n, at - j, new Operand(Pin(row) + j, at), new Operand(At(j, j), _factor.Stride), Pin(product) + j, Size, add: false);
                Gemm.Run(width, n, width, Inverse(at, transposed: false), new Operand(Pin(product) + j, Size), At(at, j), _factor.Stride, add: false);
            }, cancel);
            Copy(width, width, Inverse(i, transposed: false).Data, Block, At(i, i), _factor.Stride);
        }
    }

    // The lower triangle of A^-1 = M^T M, a block of rows at a time; rows above are no longer needed as M.
    private void SquareInverse(CancellationToken cancel)
    {
        var product = Scratch((long)Block * Size);
        for (int i = 0; i < Size; i += Block)
        {
            int width = Math.Min(Block, Size - i), columns = i + width;
            Multiply(width, columns, Size - i, new Operand(At(i, i), _factor.Stride, transposed: true),
                new Operand(At(i, 0), _factor.Stride), Pin(product), Size, add: false, cancel);
            Copy(width, columns, Pin(product), Size, At(i, 0), _factor.Stride);
        }
        GC.KeepAlive((this, product));
    }
}
