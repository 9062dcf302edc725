using MusicRec.Data;

namespace MusicRec.Collaborative;

/// <summary>What popularity counts.</summary>
public enum PopularityCount
{
    /// <summary>Users with an entry for the item.</summary>
    Listeners,

    /// <summary>The sum of the item's weights.</summary>
    Plays,
}

/// <summary>Settings of <see cref="Popularity"/>.</summary>
public sealed record PopularityOptions
{
    /// <summary>What is counted; the number of listeners by default.</summary>
    public PopularityCount Count { get; init => field = Require.Defined(value); }
}

/// <summary>The same list for everybody: items by how many listeners (or plays) they have. The baseline that every model must beat.</summary>
public sealed class Popularity(PopularityOptions? options = null)
{
    private readonly PopularityOptions _options = options ?? new();

    /// <summary>Counts. O(entries).</summary>
    /// <param name="data">Plays to count.</param>
    /// <param name="progress">Gets one report, at the end.</param>
    /// <param name="cancel">Asked once, before the work.</param>
    public PopularityModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        cancel.ThrowIfCancellationRequested();
        var sums = new double[data.Items];
        for (int u = 0; u < data.Users; u++)
        {
            var items = data.ItemsOf(u);
            var weights = data.WeightsOf(u);
            for (int e = 0; e < items.Length; e++)
            {
                if (_options.Count == PopularityCount.Plays) sums[items[e]] += weights[e];
                else if (e == 0 || items[e] != items[e - 1]) sums[items[e]]++; // repeats are neighbours: a listener counts once
            }
        }
        progress?.Report(new TrainingStep(1, 1, double.NaN, double.NaN, double.NaN));
        return new PopularityModel(Array.ConvertAll(sums, s => (float)s), data.UserIds, data.ItemIds);
    }
}
