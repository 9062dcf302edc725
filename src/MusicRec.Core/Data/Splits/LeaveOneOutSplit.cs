namespace MusicRec.Data;

/// <summary>One item of each user goes to test, with all its repeats; users with a single item stay in training whole.</summary>
public sealed record LeaveOneOutSplit : ISplitRule
{
    /// <summary>Which item. Default <see cref="HeldOut.Last"/>.</summary>
    public HeldOut HeldOut { get; init => field = Require.Defined(value); }

    /// <summary>Seed of a random choice.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    /// <exception cref="MusicRecException">The last item is asked for but the data has no times.</exception>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        if (HeldOut == HeldOut.Last && !data.HasTimes && data.Count > 0)
            throw new MusicRecException("The data has no times, so no item is the last. Read times, or choose HeldOut.Random.");
        if (HeldOut == HeldOut.Random) return new PerUserSplit { TestCount = 1, Seed = Seed }.Apply(data);
        var test = new bool[data.Count];
        for (int user = 0; user < data.Users; user++)
        {
            int[] runs = EntrySelection.Runs(data.ItemsOf(user));
            if (runs.Length - 1 < 2) continue;
            ReadOnlySpan<long> times = data.TimesOf(user);
            var (last, latest) = (0, long.MinValue);
            for (int r = 0; r < runs.Length - 1; r++)
            {
                long first = long.MaxValue;
                foreach (long time in times[runs[r]..runs[r + 1]]) first = Math.Min(first, time);
                if (first >= latest) (last, latest) = (r, first);
            }
            test.AsSpan((int)data.Offsets[user])[runs[last]..runs[last + 1]].Fill(true);
        }
        return EntrySelection.Cut(data, test, SplitKind.Pairs);
    }
}
