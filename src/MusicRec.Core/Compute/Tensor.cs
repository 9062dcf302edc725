namespace MusicRec.Compute;

/// <summary>A contiguous, row-major array of float32 on a backend. A tensor made here lives until nobody refers to it; one made by a
/// <see cref="Tape"/> is valid until the tape's next <see cref="Tape.Reset()"/>.</summary>
public sealed unsafe class Tensor
{
    private TensorMemory _memory;
    private nint _address;

    internal Tensor(Backend backend, TensorMemory memory, nint address, Shape shape)
    {
        (Backend, _memory) = (backend, memory);
        Place(memory, address, shape);
    }

    /// <summary>A tensor of zeros.</summary>
    public Tensor(Backend backend, Shape shape) : this(backend, Require.NotNull(backend).Allocate(shape.Length), 0, shape) =>
        Place(_memory, _memory.Address, shape);

    /// <summary>A copy of row-major values.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor(Backend backend, Shape shape, ReadOnlySpan<float> values) : this(backend, shape) => CopyFrom(values);

    /// <summary>The sizes.</summary>
    public Shape Shape { get; private set; }

    /// <summary>Number of elements.</summary>
    public int Length => Shape.Length;

    /// <summary>Where the values live and who computes on them.</summary>
    public Backend Backend { get; }

    /// <summary>Whether a backward pass computes the gradient of the loss with respect to this tensor.</summary>
    public bool RequiresGradient { get; set; }

    /// <summary>The gradient of the loss, of the same shape; null before a backward pass has reached the tensor. Backward passes add to it.</summary>
    public Tensor? Gradient { get; internal set; }

    /// <summary>Whether a backward pass has added to a parameter's gradient since the last step of an optimiser.</summary>
    internal bool Reached { get; set; }

    /// <summary>Address of the first element in the backend's own address space.</summary>
    public nint Address => _address;

    /// <summary>Whether a tape owns the elements, and reuses them after its reset.</summary>
    internal bool OfTape { get; init; }

    /// <summary>The first element, on the CPU.</summary>
    internal float* Data => (float*)_address;

    /// <summary>The elements, on the CPU.</summary>
    internal Span<float> Span => new(Data, Length);

    /// <summary>Overwrites the elements.</summary>
    /// <exception cref="ArgumentException">The number of values is not <see cref="Length"/>.</exception>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        Require.Length(values.Length, Length, nameof(values));
        Backend.Write(this, values);
    }

    /// <summary>Copies the elements out.</summary>
    /// <exception cref="ArgumentException">The destination's length is not <see cref="Length"/>.</exception>
    public void CopyTo(Span<float> destination)
    {
        Require.Length(destination.Length, Length, nameof(destination));
        Backend.Read(this, destination);
    }

    /// <summary>The elements as an array.</summary>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>The only element of a tensor of one: a loss.</summary>
    /// <exception cref="InvalidOperationException">There is more than one element.</exception>
    public float Item()
    {
        if (Length != 1) throw new InvalidOperationException($"A tensor of shape {Shape} has no single value.");
        Span<float> value = stackalloc float[1];
        CopyTo(value);
        return value[0];
    }

    internal void Place(TensorMemory memory, nint address, Shape shape)
    {
        (_memory, _address, Shape) = (memory, address, shape);
        (RequiresGradient, Gradient) = (false, null);
    }

    /// <summary>The same elements under another shape of as many.</summary>
    internal void PlaceOn(Tensor other, Shape shape) => Place(other._memory, other._address, shape);
}
