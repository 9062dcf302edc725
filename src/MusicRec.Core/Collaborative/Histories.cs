using MusicRec.Data;

namespace MusicRec.Collaborative;

/// <summary>Checks that the models of this room share.</summary>
internal static class Histories
{
    /// <summary>Checks the arguments of a fold-in: the histories' columns must be the model's items.</summary>
    public static void Check(Interactions histories, ReadOnlySpan<int> rows, ReadOnlySpan<float> scores, int items)
    {
        Require.NotNull(histories);
        if (histories.Items != items)
            throw new ArgumentException($"The histories have {histories.Items} items; the model has {items}. Build them with the model's ItemIds.", nameof(histories));
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        foreach (int row in rows) Require.Index(row, histories.Users, nameof(rows));
    }

    /// <summary>The values, where all are finite.</summary>
    /// <exception cref="MusicRecException">One is not: the file they came from is damaged.</exception>
    public static float[] Finite(float[] values, string name)
    {
        foreach (float v in values)
            if (!float.IsFinite(v)) throw new MusicRecException($"Tensor '{name}' of the model file holds {v}; the file is damaged.");
        return values;
    }
}
