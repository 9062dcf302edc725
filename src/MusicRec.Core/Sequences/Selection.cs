namespace MusicRec.Sequences;

/// <summary>Partial ordering without a sort.</summary>
internal static class Selection
{
    /// <summary>Moves the <paramref name="count"/> largest values to the front, in no particular order; which of equal ones stay behind is not
    /// defined. Expected O(n) (Hoare, 1961).</summary>
    public static void LargestFirst<T>(Span<T> values, int count) where T : struct, IComparable<T>
    {
        int low = 0, high = values.Length - 1;
        while (low < high && count > low && count <= high)
        {
            T pivot = MedianOfThree(values[low], values[low + (high - low) / 2], values[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i].CompareTo(pivot) > 0) i++;
                while (values[j].CompareTo(pivot) < 0) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                (i, j) = (i + 1, j - 1);
            }
            if (count <= j + 1) high = j; // values[low .. j] >= pivot >= values[i .. high]
            else if (count <= i) return;
            else low = i;
        }
    }

    private static T MedianOfThree<T>(T a, T b, T c) where T : struct, IComparable<T>
    {
        if (a.CompareTo(b) > 0) (a, b) = (b, a);
        if (b.CompareTo(c) > 0) b = c;
        return a.CompareTo(b) > 0 ? a : b;
    }
}
