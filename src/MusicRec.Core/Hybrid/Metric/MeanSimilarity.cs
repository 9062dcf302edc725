using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="MeanSimilarity"/>.</summary>
public sealed record MeanSimilarityOptions
{
    /// <summary>A similarity has fallen to 1 / e at the distance where, for half of the items, so many others are nearer. Default 10.</summary>
    public int Neighbors { get; init => field = Require.Positive(value); } = 10;
}

/// <summary>From a similarity of content to recommendations: score(u, i) is the mean over the items j that u has played of
/// exp(-|x_i - x_j|^2 / width), as van den Oord et al. 2013 rank by a learned metric. Nothing is fitted but the width.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class MeanSimilarity(MeanSimilarityOptions? options = null)
{
    private const int MostSampled = 500; // items by which the width is measured, at even steps

    /// <summary>The settings.</summary>
    public MeanSimilarityOptions Options { get; } = options ?? new();

    /// <summary>Measures the width, and keeps the plays.</summary>
    /// <param name="plays">Plays; their weights do not matter, but entries of weight 0 are left out.</param>
    /// <param name="vectors">Vectors of all items, played or not, [items, columns]: features, factors, or what
    /// <see cref="MetricLearningToRank"/> maps them to.</param>
    /// <exception cref="ArgumentException">The vectors have other rows, or are not finite.</exception>
    public MeanSimilarityModel Fit(Interactions plays, Matrix vectors)
    {
        Features.Check(vectors, Require.NotNull(plays).Items, nameof(vectors));
        var distances = new List<double>();
        for (int i = 0; i < vectors.Rows; i += Math.Max(1, vectors.Rows / MostSampled))
        {
            var from = vectors[i].ToArray();
            double[] others = [.. Enumerable.Range(0, vectors.Rows).Where(j => j != i).Select(j => Squares(from, vectors[j])).Order()];
            if (others.Length > 0) distances.Add(others[Math.Min(Options.Neighbors, others.Length) - 1]);
        }
        distances.Sort();
        double width = distances.Count == 0 ? 0 : distances[distances.Count / 2];
        return new(plays.ByUser, vectors, width > 0 ? width : 1, plays.UserIds, plays.ItemIds);
    }

    private static double Squares(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int c = 0; c < x.Length; c++) sum += ((double)x[c] - y[c]) * ((double)x[c] - y[c]);
        return sum;
    }
}
