using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Tests.Data;

public class SequenceSplitTests
{
    private static readonly EventSequences Log = Draw(sequences: 60, seed: 3);

    public static TheoryData<ISequenceSplitRule> Rules => [
        TemporalSequenceSplit.AtShare(Log, 0.3), new LeaveLastOutSplit(), new LeaveLastOutSplit { Events = 3 },
        new SessionCutSplit { TestShare = 0.25, ShownShare = 0.4, Seed = 5 }];

    [Theory, MemberData(nameof(Rules))]
    public void Parts_put_together_are_the_sequences_in_order_with_repeats(ISequenceSplitRule rule)
    {
        var split = rule.Apply(Log);
        split.Verify();
        Assert.Equal(split.Shown.Ids.Count, split.Hidden.Ids.Count);
        Assert.InRange(split.Hidden.Count, 5, 59);
        long events = 0;
        for (int s = 0; s < Log.Count; s++)
        {
            bool asked = split.Hidden.Ids.TryGetIndex(Log.Ids[s], out int row), learned = split.Train.Ids.TryGetIndex(Log.Ids[s], out int train);
            var begin = asked ? split.Shown[row].ToArray() : learned ? split.Train[train].ToArray() : [];
            Assert.Equal(Log[s].ToArray(), begin.Concat(asked ? split.Hidden[row].ToArray() : []));
            if (asked)
            {
                Assert.Equal(Log.Ids[s], split.Shown.Ids[row]);
                Assert.Equal(Log.TimesOf(s).ToArray(), split.Shown.TimesOf(row).ToArray().Concat(split.Hidden.TimesOf(row).ToArray()));
                Assert.Equal(Log.SkippedOf(s).ToArray(), split.Shown.SkippedOf(row).ToArray().Concat(split.Hidden.SkippedOf(row).ToArray()));
                if (learned) Assert.Equal(begin, split.Train[train].ToArray());
            }
            events += Log[s].Length;
        }
        Assert.Same(Log.ItemIds, split.Train.ItemIds);
        Assert.Equal(Log.EventCount, events);
        var again = rule.Apply(Log);
        Assert.Equal(split.Hidden.Events.ToArray(), again.Hidden.Events.ToArray());
    }

    [Fact]
    public void In_time_nothing_learned_is_later_than_what_is_tested()
    {
        var rule = TemporalSequenceSplit.AtShare(Log, 0.3);
        var split = rule.Apply(Log);
        long last = Enumerable.Range(0, split.Train.Count).Max(s => split.Train.TimesOf(s)[^1]);
        long first = Enumerable.Range(0, split.Hidden.Count).Min(s => split.Hidden.TimesOf(s)[0]);
        Assert.True(last < rule.Cut && rule.Cut <= first);
        Assert.InRange(split.Hidden.EventCount / (double)Log.EventCount, 0.3, 0.35);
        Assert.Contains(Enumerable.Range(0, split.Shown.Count), s => split.Shown[s].Length > 0); // some go on across the cut
    }

    [Fact]
    public void A_leak_is_named()
    {
        List<(int, int, int, string)> whole = [(0, 0, 2, "a"), (1, 0, 1, "b")], none = [(0, 0, 0, "a")], all = [(0, 0, 2, "a")];
        var log = EventSequences.FromEvents([0, 0, 1], [0, 1, 1], new IdMap(["a", "b"]), IdMap.Sequential(2), [10, 20, 5]);
        string Leak(SequenceSplit split) => Assert.Throws<MusicRecException>(split.Verify).Message;
        Assert.Contains("1 sequences train on events that are not before the cut: 'a'", Leak(new(log, whole, none, all, cut: 20)),
            StringComparison.Ordinal);
        Assert.Contains("hide events from before the cut: 'a'", Leak(new(log, [], none, all, cut: 11)), StringComparison.Ordinal);
        Assert.Contains("are held out and in training: 'a'", Leak(new(log, whole, none, all, whole: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_seed_draws_other_sessions_and_none_of_them_is_in_training()
    {
        var (one, two) = (new SessionCutSplit { Seed = 1 }.Apply(Log), new SessionCutSplit { Seed = 2 }.Apply(Log));
        Assert.NotEqual(one.Hidden.Ids[0] + one.Hidden.Ids[1], two.Hidden.Ids[0] + two.Hidden.Ids[1]);
        Assert.All(Enumerable.Range(0, one.Hidden.Count), s => Assert.False(one.Train.Ids.TryGetIndex(one.Hidden.Ids[s], out _)));
    }

    [Fact]
    public void Small_data_and_data_without_times()
    {
        var untimed = EventSequences.FromEvents([0, 0, 1], [0, 0, 1], IdMap.Sequential(3), IdMap.Sequential(2));
        Assert.Throws<MusicRecException>(() => new TemporalSequenceSplit(5).Apply(untimed));
        Assert.Throws<MusicRecException>(() => TemporalSequenceSplit.AtShare(untimed, 0.5));
        var last = new LeaveLastOutSplit().Apply(untimed); // a single event stays in training, an empty sequence is nowhere
        Assert.Equal((2, 1), (last.Train.Count, last.Hidden.Count));
        Assert.Equal(0, new SessionCutSplit().Apply(untimed).Hidden.Count); // one sequence alone cannot be held out
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeaveLastOutSplit { Events = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionCutSplit { ShownShare = 1 });
    }

    private static EventSequences Draw(int sequences, int seed)
    {
        var random = new CounterRandom((ulong)seed, 7);
        var (owners, items, times, skips) = (new List<int>(), new List<int>(), new List<long>(), new List<bool>());
        ulong n = 0;
        for (int s = 0; s < sequences; s++)
        {
            long start = random.Below(n++, 10_000);
            for (int e = random.Below(n++, 9); e > 0; e--)
            {
                owners.Add(s);
                items.Add(random.Below(n++, 6));
                times.Add(start + random.Below(n++, 3000));
                skips.Add(random.Below(n++, 3) == 0);
            }
        }
        return EventSequences.FromEvents([.. owners], [.. items], IdMap.Sequential(sequences), IdMap.Sequential(6), [.. times],
            skipped: [.. skips]);
    }
}
