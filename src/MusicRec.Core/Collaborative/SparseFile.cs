using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>A sparse matrix as three tensors of a model file.</summary>
internal static class SparseFile
{
    public static void Save(ModelFile file, string name, Csr matrix)
    {
        file.Set($"{name}.columns", matrix.Columns);
        file.Add($"{name}.offsets", matrix.Offsets, matrix.Offsets.Length);
        file.Add($"{name}.indices", matrix.Indices, matrix.Indices.Length);
        file.Add($"{name}.values", matrix.Values, matrix.Values.Length);
    }

    /// <summary>Reads what <see cref="Save"/> stored; the file is not trusted.</summary>
    /// <exception cref="MusicRecException">Offsets descend, columns are out of range or do not ascend, or a value is not finite.</exception>
    public static Csr Load(ModelFile file, string name, int rows, int columns)
    {
        if (file.Get<int>($"{name}.columns") != columns)
            throw new MusicRecException($"'{name}' has {file.Get<int>($"{name}.columns")} columns; the model has {columns}. The file is damaged.");
        long[] offsets = file.Get<long>($"{name}.offsets", rows + 1L);
        int[] indices = file.Get<int>($"{name}.indices", -1);
        float[] values = file.Get<float>($"{name}.values", indices.Length);
        if (offsets[0] != 0 || offsets[rows] != indices.Length) throw Damaged(name, "its offsets do not span its entries");
        for (int r = 0; r < rows; r++)
        {
            if (offsets[r + 1] < offsets[r] || offsets[r + 1] > indices.Length) throw Damaged(name, $"the offsets of row {r} descend");
            for (long e = offsets[r]; e < offsets[r + 1]; e++)
            {
                if ((uint)indices[e] >= (uint)columns || (e > offsets[r] && indices[e] < indices[e - 1]))
                    throw Damaged(name, $"row {r} has column {indices[e]}");
                if (!float.IsFinite(values[e])) throw Damaged(name, $"row {r} holds {values[e]}");
            }
        }
        return new Csr(rows, columns, offsets, indices, values);
    }

    private static MusicRecException Damaged(string name, string what) => new($"The matrix '{name}' of the model file is damaged: {what}.");
}
