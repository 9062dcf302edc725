using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Checks of feature rows at public doors.</summary>
internal static class FeatureRows
{
    /// <summary>Whole rows of finite values.</summary>
    /// <returns>The number of rows.</returns>
    public static int Check(ReadOnlySpan<float> rows, int columns)
    {
        int count = Count(rows.Length, columns);
        for (int i = 0; i < rows.Length; i++)
            if (!float.IsFinite(rows[i]))
                throw new MusicRecException($"Feature {i % columns} of row {i / columns} is {rows[i]}; leave such rows out.");
        return count;
    }

    /// <summary>The number of rows in an array that must hold whole rows.</summary>
    public static int Count(int length, int columns) => length % columns == 0
        ? length / columns
        : throw new ArgumentException($"{length} values are not whole rows of {columns}.", nameof(length));

    /// <summary>A matrix of finite values with at least some rows.</summary>
    public static void Check(Matrix rows, int atLeast)
    {
        Require.NotNull(rows);
        if (rows.Rows < atLeast) throw new ArgumentException($"{rows.Rows} rows are too few; at least {atLeast} are needed.", nameof(rows));
        for (int r = 0; r < rows.Rows; r++)
            foreach (float x in rows[r])
                if (!float.IsFinite(x)) throw new MusicRecException($"Row {r} holds {x}; leave such rows out.");
    }
}
