using MusicRec.Kernels;

namespace MusicRec.Numerics;

/// <summary>A row-major float32 matrix. Each row starts on a 64-byte boundary and is padded with zeros, so kernels may read whole registers.
/// Read-only to callers and safe to share between threads.</summary>
public sealed unsafe class Matrix
{
    private readonly float[] _storage; // pinned for its whole life, so the pointer below stays valid while this object lives
    private readonly float* _data;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or rows x padded columns exceeds 2^31 - 80 floats.</exception>
    public Matrix(int rows, int columns)
    {
        Rows = Require.NotNegative(rows);
        Columns = Require.Positive(columns);
        Stride = Simd.Pad(columns);
        long length = (long)rows * Stride + Simd.RowAlign;
        if (length > Array.MaxLength)
            throw new ArgumentOutOfRangeException(
                nameof(rows), rows, $"A {rows} x {columns} matrix needs {length} floats; at most {Array.MaxLength} fit. Use fewer columns.");
        _storage = GC.AllocateArray<float>((int)length, pinned: true);
        fixed (float* p = _storage) _data = (float*)(((nint)p + 63) & ~63);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Floats from one row's start to the next: <see cref="Columns"/> rounded up to 16.</summary>
    public int Stride { get; }

    /// <summary>Row <paramref name="row"/>: <see cref="Columns"/> floats.</summary>
    public ReadOnlySpan<float> this[int row] => Row(row);

    /// <summary>Copies a dense row-major array, shape [rows, columns].</summary>
    public static Matrix From(ReadOnlySpan<float> values, int rows, int columns)
    {
        Require.Length(values.Length, (long)rows * columns, nameof(values));
        var matrix = new Matrix(rows, columns);
        for (int r = 0; r < rows; r++) values.Slice(r * columns, columns).CopyTo(matrix.Row(r));
        return matrix;
    }

    /// <summary>The writable row, for the code that fills the matrix before anyone else sees it.</summary>
    internal Span<float> Row(int row) => new(_data + (long)Require.Index(row, Rows) * Stride, Columns);

    /// <summary>The first float of the first row. Valid only while this object is reachable: keep it alive around native-style loops.</summary>
    internal float* Pointer => _data;
}
