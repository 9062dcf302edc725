namespace MusicRec.Evaluation;

/// <summary>1 - |A n B| / |A u B| of two items' feature sets (genres, tags); 0 where both sets are empty.</summary>
public sealed class JaccardDistance : IItemDistance
{
    private readonly int[][] _features;

    /// <summary>Takes the items' feature sets.</summary>
    /// <param name="features">Features of each item, in any order; repeats do no harm.</param>
    public JaccardDistance(IEnumerable<IEnumerable<int>> features) =>
        _features = [.. Require.NotNull(features).Select(set => set.Distinct().Order().ToArray())];

    /// <inheritdoc/>
    public string Name => "jaccard";

    /// <inheritdoc/>
    public double Between(int first, int second)
    {
        int[] a = _features[Require.Index(first, _features.Length)], b = _features[Require.Index(second, _features.Length)];
        int common = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i] == b[j]) common++;
            (i, j) = (a[i] <= b[j] ? i + 1 : i, b[j] <= a[i] ? j + 1 : j);
        }
        int union = a.Length + b.Length - common;
        return union == 0 ? 0 : 1 - common / (double)union;
    }
}
