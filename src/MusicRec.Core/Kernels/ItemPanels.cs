namespace MusicRec.Kernels;

/// <summary>Item vectors rearranged once for scanning: panels of NR items as [length, NR] row-major, the last padded with zero vectors.
/// Holds about as many bytes as the vectors themselves. Immutable.</summary>
internal sealed unsafe class ItemPanels
{
    private readonly float[] _storage;
    private readonly float* _data;

    /// <param name="vectors">Item vectors, [count, length].</param>
    /// <param name="stride">Floats from one vector to the next.</param>
    /// <param name="count">Number of items.</param>
    /// <param name="length">Length of the vectors, at least 1.</param>
    public ItemPanels(float* vectors, nint stride, int count, int length)
    {
        (Count, Length) = (count, length);
        PanelItems = Simd.Width / 16; // two registers of Width / 32 floats
        Panels = (count + PanelItems - 1) / PanelItems;
        long floats = (long)Panels * PanelItems * length;
        if (floats > Array.MaxLength - 16) throw new MusicRecException(
            $"{count} vectors of {length} floats are too many to rank at once; at most {Array.MaxLength - 16} floats fit.");
        _storage = GC.AllocateUninitializedArray<float>((int)floats + 16, pinned: true);
        fixed (float* p = _storage) _data = (float*)(((nint)p + 63) & ~63);
        var columns = new Operand(vectors, stride, transposed: true);
        switch (Simd.Width)
        {
            case 512: Gemm.Pack<Simd512>(columns, length, count, _data); break;
            case 256: Gemm.Pack<Simd256>(columns, length, count, _data); break;
            default: Gemm.Pack<Simd128>(columns, length, count, _data); break;
        }
    }

    /// <summary>Number of items.</summary>
    public int Count { get; }

    /// <summary>Length of the vectors.</summary>
    public int Length { get; }

    /// <summary>Items a panel: two registers of floats.</summary>
    public int PanelItems { get; }

    /// <summary>Number of panels.</summary>
    public int Panels { get; }

    /// <summary>Panel <paramref name="index"/>: items index PanelItems and up. Valid only while this object is reachable.</summary>
    public float* Panel(int index) => _data + (nint)index * PanelItems * Length;
}
