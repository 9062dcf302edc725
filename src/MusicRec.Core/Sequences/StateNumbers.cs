namespace MusicRec.Sequences;

/// <summary>Whole numbers in a state of floats: as numbers, not as bit patterns, which may be denormal or NaN and would not survive a flush to
/// zero or a way through text.</summary>
internal static class StateNumbers
{
    private const int Exact = 1 << 24; // whole numbers up to here are floats
    private const int Bits = 22;
    private const long Mask = (1L << Bits) - 1;

    /// <summary>Floats that a time takes.</summary>
    public const int TimeLength = 4;

    /// <summary>An item as a float.</summary>
    public static float OfItem(int item, int items) => Require.Index(item, Math.Min(items, Exact));

    /// <summary>The item of a float.</summary>
    public static int ItemOf(float number, int items) => (int)Require.Between(number, 0f, items - 1f, "states");

    /// <summary>Writes a time, in three parts behind a 1 that says that it is known.</summary>
    public static void WriteTime(long time, Span<float> place) =>
        (place[0], place[1], place[2], place[3]) = (1, time & Mask, time >> Bits & Mask, time >> 2 * Bits);

    /// <summary>Reads a time; null where none was written.</summary>
    public static long? ReadTime(ReadOnlySpan<float> place) =>
        place[0] == 0 ? null : (long)place[1] | (long)place[2] << Bits | (long)place[3] << 2 * Bits;
}
