namespace MusicRec.Kernels;

/// <summary>A matrix that a product reads: row-major, element (i, j) at Data[i Stride + j], or at Data[j Stride + i] when transposed.</summary>
/// <param name="data">The first element.</param>
/// <param name="stride">Floats from one stored row to the next.</param>
/// <param name="transposed">Whether the product sees the transpose of what is stored.</param>
internal readonly unsafe struct Operand(float* data, nint stride, bool transposed = false)
{
    public readonly float* Data = data;
    public readonly nint Stride = stride;
    public readonly bool Transposed = transposed;

    /// <summary>The part that starts at (row, column), as the product sees it.</summary>
    public Operand From(nint row, nint column) => new(At(row, column), Stride, Transposed);

    /// <summary>Address of element (row, column), as the product sees it.</summary>
    public float* At(nint row, nint column) => Transposed ? Data + column * Stride + row : Data + row * Stride + column;
}
