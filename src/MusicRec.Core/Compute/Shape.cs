using System.Globalization;

namespace MusicRec.Compute;

/// <summary>The sizes of a tensor, slowest dimension first: one to four of them, each at least 1.</summary>
public readonly record struct Shape
{
    private readonly int _a, _b, _c, _d;

    /// <summary>A shape of one to four sizes whose product is below 2^31.</summary>
    /// <exception cref="ArgumentException">There are none or more than four sizes, or too many elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length is < 1 or > 4) throw new ArgumentException($"A shape has one to four sizes, not {sizes.Length}.", nameof(sizes));
        long length = 1;
        foreach (int size in sizes) length *= Require.Positive(size, nameof(sizes));
        if (length > Array.MaxLength)
            throw new ArgumentException($"A tensor of {length} elements is too large; at most {Array.MaxLength} fit.", nameof(sizes));
        Rank = sizes.Length;
        (_a, _b, _c, _d) = (sizes[0], Size(sizes, 1), Size(sizes, 2), Size(sizes, 3));
        Length = (int)length;
    }

    /// <summary>Number of dimensions, 1 to 4.</summary>
    public int Rank { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>Size of a dimension; negative numbers count from the last, -1.</summary>
    public int this[int dimension] => Require.Index(dimension < 0 ? dimension + Rank : dimension, Rank, nameof(dimension)) switch
    {
        0 => _a,
        1 => _b,
        2 => _c,
        _ => _d,
    };

    /// <summary>Size of the last dimension.</summary>
    public int Columns => this[-1];

    /// <summary>All dimensions but the last, taken as one.</summary>
    public int Rows => Length / Columns;

    /// <summary>The same sizes, but for one dimension.</summary>
    public Shape With(int dimension, int size)
    {
        Span<int> sizes = stackalloc int[Rank];
        for (int d = 0; d < Rank; d++) sizes[d] = this[d];
        sizes[dimension < 0 ? dimension + Rank : dimension] = size;
        return new Shape(sizes);
    }

    /// <summary>Product of the sizes of dimensions [from, to).</summary>
    internal int Product(int from, int to)
    {
        int product = 1;
        for (int d = from; d < to; d++) product *= this[d];
        return product;
    }

    /// <summary>The sizes as text: "[2, 3]".</summary>
    public override string ToString() =>
        $"[{string.Join(", ", Enumerable.Range(0, Rank).Select(Size).Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";

    private int Size(int dimension) => this[dimension];

    private static int Size(ReadOnlySpan<int> sizes, int at) => at < sizes.Length ? sizes[at] : 1;
}
