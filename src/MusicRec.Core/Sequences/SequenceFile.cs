namespace MusicRec.Sequences;

/// <summary>Checks of what model files of this room hold; a file is untrusted.</summary>
internal static class SequenceFile
{
    /// <summary>Refuses offsets that do not partition the indices, and indices outside 0 .. count - 1.</summary>
    public static void CheckRows(long[] offsets, int[] indices, int count, string what)
    {
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != indices.Length) throw Damaged(what, "offsets do not span the entries");
        for (int r = 1; r < offsets.Length; r++)
            if (offsets[r] < offsets[r - 1]) throw Damaged(what, $"offsets fall at row {r - 1}");
        foreach (int index in indices)
            if ((uint)index >= (uint)count) throw Damaged(what, $"index {index} is not in 0 to {count - 1}");
    }

    public static MusicRecException Damaged(string what, string how) => new($"The {what} in the model file are damaged: {how}.");
}
