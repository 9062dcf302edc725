using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Calibrated lists (Steck 2018): takes, one by one, the track that makes (1 - weight) (sum of relevance) - weight KL(p || q) largest, where
/// q is the list's distribution over categories, mixed with a hundredth of the wanted p. So a list keeps the proportions of a listener's genres,
/// moods or decades. Relevance is the score, scaled to [0, 1] over the candidates. A track of unknown category leaves q as it was.</summary>
public sealed class Calibration : IPlaylistStage
{
    private const double Mixed = 0.01; // so that a missing category costs much, but not infinitely much
    private readonly int[] _categories;
    private readonly double[] _wanted;
    private readonly double _weight;
    private readonly int _count;

    /// <summary>Makes the stage.</summary>
    /// <param name="categories">Category of each item, shape [items]; a negative value means unknown.</param>
    /// <param name="wanted">Wanted share of each category, not negative; scaled to a sum of 1. See <see cref="Distribution"/>.</param>
    /// <param name="weight">0 for relevance alone, 1 for calibration alone.</param>
    /// <param name="count">Tracks to take, at least 1; all where there are fewer.</param>
    public Calibration(ReadOnlySpan<int> categories, ReadOnlySpan<double> wanted, double weight = 0.5, int count = int.MaxValue)
    {
        double sum = 0;
        foreach (double share in wanted) sum += Require.NotNegative(share, nameof(wanted));
        if (!(sum > 0) || !double.IsFinite(sum)) throw new ArgumentException($"The wanted shares sum to {sum}; give some above 0.", nameof(wanted));
        foreach (int category in categories) Require.Index(Math.Max(0, category), wanted.Length, nameof(categories));
        (_categories, _weight, _count) = (categories.ToArray(), Require.Between(weight, 0, 1), Require.Positive(count));
        _wanted = [.. wanted.ToArray().Select(share => share / sum)];
    }

    /// <summary>How often each category occurs among some tracks, for instance those of a listener's history.</summary>
    /// <param name="tracks">Items.</param>
    /// <param name="categories">Category of each item; a negative value means unknown and is not counted.</param>
    /// <param name="count">Number of categories.</param>
    public static double[] Distribution(IEnumerable<int> tracks, ReadOnlySpan<int> categories, int count)
    {
        var shares = new double[Require.Positive(count)];
        foreach (int track in Require.NotNull(tracks))
        {
            int category = categories[Require.Index(track, categories.Length, nameof(tracks))];
            if (category >= 0) shares[Require.Index(category, count, nameof(categories))]++;
        }
        return shares;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A track is not among the items whose categories were given.</exception>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        double[] relevance = MarginalRelevance.Relevance(Require.NotNull(tracks));
        int unknown = _wanted.Length, known = 0; // tracks taken whose category is known
        int[] of = [.. tracks.Select(track => _categories[Require.Index(track.Item, _categories.Length)] is >= 0 and var c ? c : unknown)];
        var (result, taken, counts) = (new List<RankedItem>(), new bool[tracks.Count], new int[_wanted.Length]);
        while (result.Count < Math.Min(_count, tracks.Count))
        {
            // Given the list so far, a candidate's value depends on its relevance and its category alone.
            double[] cost = [.. _wanted.Select((_, c) => Divergence(counts, c, known + 1)), Divergence(counts, unknown, Math.Max(1, known))];
            int best = -1;
            double Value(int i) => (1 - _weight) * relevance[i] - _weight * cost[of[i]];
            for (int i = 0; i < tracks.Count; i++)
                if (!taken[i] && (best < 0 || Value(i) > Value(best))) best = i;
            taken[best] = true;
            if (of[best] != unknown)
            {
                counts[of[best]]++;
                known++;
            }
            result.Add(tracks[best]);
        }
        return result;
    }

    /// <summary>KL(p || q) of a list of <paramref name="length"/> tracks of known category, <paramref name="added"/> that of the last.</summary>
    private double Divergence(int[] counts, int added, int length)
    {
        double sum = 0;
        for (int c = 0; c < counts.Length; c++)
        {
            double q = (1 - Mixed) * (counts[c] + (c == added ? 1 : 0)) / length + Mixed * _wanted[c];
            if (_wanted[c] > 0) sum += _wanted[c] * Math.Log(_wanted[c] / q);
        }
        return sum;
    }
}
