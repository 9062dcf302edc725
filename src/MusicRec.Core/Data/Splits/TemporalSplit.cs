namespace MusicRec.Data;

/// <summary>Everything before a moment is training, everything from then on is test. Each entry goes by its own time: with
/// <see cref="DuplicatePolicy.Keep"/> one pair may be listened to on both sides.</summary>
public sealed record TemporalSplit : ISplitRule
{
    /// <summary>Takes the moment.</summary>
    /// <param name="cut">First second since 1970 UTC that belongs to test.</param>
    public TemporalSplit(long cut) => Cut = cut;

    /// <summary>First second since 1970 UTC that belongs to test.</summary>
    public long Cut { get; init; }

    /// <summary>False (default) leaves out test entries whose pair is in training, so that only discoveries are judged; they are counted in
    /// <see cref="Split.DroppedRepeats"/>. True keeps them: judging what is listened to again.</summary>
    public bool KeepRepeats { get; init; }

    /// <summary>The latest moment that puts at least a share of the entries into test.</summary>
    /// <param name="data">Data with times.</param>
    /// <param name="testShare">Share of the entries, in (0, 1).</param>
    public static TemporalSplit AtShare(Interactions data, double testShare)
    {
        Require.NotNull(data);
        Require.Fraction(testShare);
        RequireTimes(data);
        if (data.Count == 0) return new(0);
        var times = new long[data.Count];
        for (int user = 0; user < data.Users; user++) data.TimesOf(user).CopyTo(times.AsSpan((int)data.Offsets[user]));
        Array.Sort(times);
        return new(times[times.Length - (int)Math.Ceiling(testShare * times.Length)]);
    }

    /// <inheritdoc/>
    /// <exception cref="MusicRecException">The data has no times.</exception>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        RequireTimes(data);
        const byte Train = 0, Test = 1, Left = 2;
        var marks = new byte[data.Count];
        long dropped = 0;
        for (int user = 0; user < data.Users; user++)
        {
            int[] runs = EntrySelection.Runs(data.ItemsOf(user));
            ReadOnlySpan<long> times = data.TimesOf(user);
            Span<byte> row = marks.AsSpan((int)data.Offsets[user], times.Length);
            for (int e = 0; e < row.Length; e++) row[e] = times[e] < Cut ? Train : Test;
            for (int r = 0; !KeepRepeats && r < runs.Length - 1; r++)
            {
                var run = row[runs[r]..runs[r + 1]];
                if (!run.Contains(Train)) continue;
                dropped += run.Count(Test);
                run.Replace(Test, Left);
            }
        }
        return new Split(EntrySelection.Where(data, marks, Train), EntrySelection.Where(data, marks, Test))
        {
            Kind = SplitKind.Temporal,
            Cut = Cut,
            KeepsRepeats = KeepRepeats,
            DroppedRepeats = dropped,
        };
    }

    private static void RequireTimes(Interactions data)
    {
        if (!data.HasTimes && data.Count > 0) throw new MusicRecException("The data has no times; a temporal split needs them.");
    }
}
