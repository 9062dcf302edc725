using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>The checks at the door of every <see cref="IFoldIn"/>.</summary>
internal static class Histories
{
    /// <summary>The histories' columns must be the model's items, the rows must exist, and the scores must have room for rows x items.</summary>
    public static void Check(Interactions histories, ReadOnlySpan<int> rows, ReadOnlySpan<float> scores, int items)
    {
        CheckItems(histories, items);
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        foreach (int row in rows) Require.Index(row, histories.Users, nameof(rows));
    }

    /// <summary>The histories' columns must be the model's items.</summary>
    public static void CheckItems(Interactions histories, int items)
    {
        Require.NotNull(histories);
        if (histories.Items != items)
            throw new ArgumentException(
                $"The histories have {histories.Items} items; the model has {items}. Build them with the model's ItemIds.", nameof(histories));
    }
}
