using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Feature matrices, one row an item: parts and combinations.</summary>
public static class Features
{
    /// <summary>Some rows, in the given order.</summary>
    public static Matrix Select(Matrix features, ReadOnlySpan<int> rows)
    {
        var some = new Matrix(rows.Length, Require.NotNull(features).Columns);
        for (int r = 0; r < rows.Length; r++) features[rows[r]].CopyTo(some.Row(r));
        return some;
    }

    /// <summary>Feature combination: matrices with the same rows side by side, [rows, sum of columns].</summary>
    public static Matrix Concatenate(params ReadOnlySpan<Matrix> parts)
    {
        if (parts.IsEmpty) throw new ArgumentException("There is nothing to combine; give at least one matrix.", nameof(parts));
        int columns = 0;
        foreach (var part in parts) columns = checked(columns + part.Columns);
        var all = new Matrix(parts[0].Rows, columns);
        int at = 0;
        foreach (var part in parts)
        {
            Require.Length(part.Rows, all.Rows, nameof(parts));
            for (int r = 0; r < all.Rows; r++) part[r].CopyTo(all.Row(r)[at..]);
            at += part.Columns;
        }
        return all;
    }

    /// <summary>Rows scaled to Euclidean length 1; rows of zeros stay.</summary>
    public static Matrix Normalize(Matrix features)
    {
        var unit = new Matrix(Require.NotNull(features).Rows, features.Columns);
        for (int r = 0; r < unit.Rows; r++)
        {
            double squared = 0;
            foreach (float v in features[r]) squared += (double)v * v;
            double scale = squared > 0 ? 1 / Math.Sqrt(squared) : 0;
            for (int c = 0; c < unit.Columns; c++) unit.Row(r)[c] = (float)(features[r][c] * scale);
        }
        return unit;
    }

    /// <summary>Refuses features that are not finite, and a number of rows that is not that of the items.</summary>
    internal static void Check(Matrix features, int rows, string name)
    {
        ArgumentNullException.ThrowIfNull(features, name);
        Require.Length(features.Rows, rows, name);
        for (int r = 0; r < features.Rows; r++)
            foreach (float v in features[r])
                if (!float.IsFinite(v)) throw new ArgumentException($"{name} holds {v} in row {r}; features must be finite.", name);
    }
}
