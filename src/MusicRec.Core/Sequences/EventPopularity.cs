namespace MusicRec.Sequences;

/// <summary>How popularity counts.</summary>
public sealed record EventPopularityOptions
{
    /// <summary>Count only the events of this long before the newest one; null (default) counts all. Needs times.</summary>
    public TimeSpan? Window
    {
        get;
        init => field = value is { } w && w <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(Window), w, $"Window is {w}; it must be above 0, or null to count all events.") : value;
    }

    /// <summary>An event this long before the newest one counts half, one twice as long before a quarter; null (default) counts all alike.
    /// Needs times.</summary>
    public TimeSpan? HalfLife
    {
        get;
        init => field = value is { } h && h <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(HalfLife), h, $"HalfLife is {h}; it must be above 0, or null to count all alike.") : value;
    }
}

/// <summary>The most played items, whatever came before: score(i) = events of item i, recent ones alone or above others where asked to.
/// The baseline that every other model must beat.</summary>
public sealed class EventPopularity
{
    private readonly EventPopularityOptions _options;

    /// <summary>Chooses what to count.</summary>
    public EventPopularity(EventPopularityOptions? options = null) => _options = options ?? new();

    /// <summary>Counts events.</summary>
    /// <exception cref="MusicRecException">A window or a half-life is asked for, but the data have no times.</exception>
    public ItemRuleModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        cancel.ThrowIfCancellationRequested();
        bool recent = _options.Window is not null || _options.HalfLife is not null;
        if (recent && !data.HasTimes)
            throw new MusicRecException("Recent popularity needs the times of the events; give them, or leave Window and HalfLife null.");
        var counts = new double[data.Items];
        double newest = recent ? Newest(data) : 0;
        double from = newest - (_options.Window?.TotalSeconds ?? double.PositiveInfinity);
        double perSecond = _options.HalfLife is { } half ? 1 / half.TotalSeconds : 0;
        for (int row = 0; row < data.Count; row++)
        {
            var items = data[row];
            var times = data.TimesOf(row);
            for (int e = 0; e < items.Length; e++)
                if (times.IsEmpty || times[e] >= from) counts[items[e]] += perSecond == 0 ? 1 : Math.Pow(2, (times[e] - newest) * perSecond);
        }
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        return ItemRuleModel.PriorOnly(data.ItemIds, [.. counts.Select(count => (float)count)]);
    }

    private static long Newest(ItemSequences data)
    {
        long newest = long.MinValue;
        for (int row = 0; row < data.Count; row++)
            foreach (long time in data.TimesOf(row)) newest = Math.Max(newest, time);
        return newest;
    }
}
