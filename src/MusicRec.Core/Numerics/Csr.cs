namespace MusicRec.Numerics;

/// <summary>A sparse float32 matrix by rows (compressed sparse row). Row r holds entries Offsets[r] .. Offsets[r + 1] - 1, columns ascending.
/// Immutable by convention inside the library: whoever builds the arrays hands them over.</summary>
internal sealed class Csr
{
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="offsets">rows + 1 non-decreasing offsets, the first 0.</param>
    /// <param name="indices">Column of each entry, ascending within a row.</param>
    /// <param name="values">Value of each entry.</param>
    public Csr(int rows, int columns, long[] offsets, int[] indices, float[] values)
    {
        Require.Length(offsets.Length, (long)rows + 1, nameof(offsets));
        Require.Length(indices.Length, offsets[rows], nameof(indices));
        Require.Length(values.Length, offsets[rows], nameof(values));
        (Rows, Columns, Offsets, Indices, Values) = (rows, columns, offsets, indices, values);
    }

    public int Rows { get; }
    public int Columns { get; }
    public long[] Offsets { get; }
    public int[] Indices { get; }
    public float[] Values { get; }
    public long Count => Offsets[Rows];

    public int RowCount(int row) => (int)(Offsets[row + 1] - Offsets[row]);
    public ReadOnlySpan<int> RowIndices(int row) => Indices.AsSpan((int)Offsets[row], RowCount(row));
    public ReadOnlySpan<float> RowValues(int row) => Values.AsSpan((int)Offsets[row], RowCount(row));

    /// <summary>The transposed matrix, by a stable counting sort: O(entries + columns).</summary>
    public Csr Transpose()
    {
        var offsets = new long[Columns + 1];
        foreach (int c in Indices) offsets[c + 1]++;
        for (int c = 0; c < Columns; c++) offsets[c + 1] += offsets[c];
        var (next, indices, values) = (offsets.AsSpan(0, Columns).ToArray(), new int[Count], new float[Count]);
        for (int r = 0; r < Rows; r++)
        {
            for (long e = Offsets[r]; e < Offsets[r + 1]; e++)
            {
                long to = next[Indices[e]]++;
                indices[to] = r;
                values[to] = Values[e];
            }
        }
        return new Csr(Columns, Rows, offsets, indices, values);
    }
}
