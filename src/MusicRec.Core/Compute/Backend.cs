namespace MusicRec.Compute;

/// <summary>Memory and coarse operations: a layer, never a dot product. Every operation of a <see cref="Tape"/> ends here, so a
/// subclass on other hardware serves all models. Methods whose last parameter is a gradient add to it; others overwrite.
/// Shapes have been checked by the tape.</summary>
public abstract partial class Backend
{
    /// <summary>Memory for a number of floats, all zero.</summary>
    public abstract TensorMemory Allocate(long length);

    /// <summary>Copies values from the host into a tensor.</summary>
    public abstract void Write(Tensor target, ReadOnlySpan<float> values);

    /// <summary>Copies a tensor's values to the host, after all work on it is done.</summary>
    public abstract void Read(Tensor source, Span<float> values);

    /// <summary>Sets every element.</summary>
    public abstract void Fill(Tensor x, float value);
}
