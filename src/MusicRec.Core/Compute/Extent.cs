namespace MusicRec.Compute;

/// <summary>A height and a width: of a kernel, a stride, a border.</summary>
/// <param name="Height">Along the second dimension of [batch, height, width, channels].</param>
/// <param name="Width">Along the third.</param>
public readonly record struct Extent(int Height, int Width)
{
    /// <summary>The same both ways.</summary>
    public Extent(int size) : this(size, size) { }
}
