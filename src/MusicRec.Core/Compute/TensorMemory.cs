namespace MusicRec.Compute;

/// <summary>Memory of a backend for a number of floats. It lives as long as a tensor or a tape refers to it.</summary>
/// <param name="address">Where it starts, in the backend's own address space; on the CPU a multiple of 64.</param>
/// <param name="length">Floats that fit.</param>
/// <param name="owner">What keeps the memory alive.</param>
public sealed class TensorMemory(nint address, long length, object owner)
{
    /// <summary>Where the memory starts, in the backend's own address space.</summary>
    public nint Address { get; } = address;

    /// <summary>Floats that fit.</summary>
    public long Length { get; } = length;

    /// <summary>What keeps the memory alive.</summary>
    public object Owner { get; } = owner;
}
