using FsCheck.Xunit;
using MusicRec.Data;

namespace MusicRec.Tests.Data.Splits;

/// <summary>What holds for every rule, on random data with and without repeats.</summary>
public class SplitRuleTests
{
    private static ISplitRule[] Rules(Interactions data, ulong seed) =>
    [
        new PerUserSplit { Seed = seed },
        new PerUserSplit { Seed = seed, TestCount = 2 },
        new GlobalSplit { Seed = seed, TestShare = 0.3 },
        new LeaveOneOutSplit(),
        new LeaveOneOutSplit { HeldOut = HeldOut.Random, Seed = seed },
        TemporalSplit.AtShare(data, 0.25),
        new ColdItemSplit { Seed = seed, TestShare = 0.2 },
        new ColdUserSplit { Seed = seed, TestShare = 0.2 },
        new StrongGeneralisationSplit { Seed = seed, UserShare = 0.3 },
    ];

    [Property(MaxTest = 60)]
    public void Parts_make_up_the_whole_and_share_no_pair(int draw, bool repeats, byte seed)
    {
        var data = Plays.Random(12, 15, 80, draw, repeats);
        foreach (var rule in Rules(data, seed))
        {
            var split = rule.Apply(data);
            split.Verify();
            Assert.Empty(split.Train.Pairs().Intersect(split.Test.Pairs()));
            var parts = split.Train.Entries().Concat(split.Test.Entries()).Concat(split.FoldIn?.Entries() ?? []).Order().ToList();
            Assert.Equal(data.Count - split.DroppedRepeats, parts.Count);
            if (split.DroppedRepeats == 0) Assert.Equal(data.Entries(), parts);
            foreach (var part in new[] { split.Train, split.Test })
            {
                Assert.Same(data.UserIds, part.UserIds);
                Assert.Same(data.ItemIds, part.ItemIds);
                Assert.Equal(data.HasRepeats, part.HasRepeats);
            }
        }
    }

    [Property(MaxTest = 20)]
    public void The_same_seed_gives_the_same_split(int draw, byte seed)
    {
        var data = Plays.Random(12, 15, 80, draw, repeats: true);
        foreach (var (first, second) in Rules(data, seed).Zip(Rules(data, seed)))
            Assert.Equal(first.Apply(data).Test.Entries(), second.Apply(data).Test.Entries());
    }

    [Fact]
    public void Another_seed_gives_another_split()
    {
        var data = Plays.Random(40, 50, 800, seed: 1);
        foreach (var (first, second) in Rules(data, 1).Zip(Rules(data, 2))
            .Where(pair => pair.First is not TemporalSplit and not LeaveOneOutSplit { HeldOut: HeldOut.Last }))
            Assert.NotEqual(first.Apply(data).Test.Entries(), second.Apply(data).Test.Entries());
    }

    [Property(MaxTest = 40)]
    public void A_per_user_share_is_floored_and_leaves_one_in_training(int draw, bool repeats)
    {
        var data = Plays.Random(12, 15, 80, draw, repeats);
        var (share, count) = (new PerUserSplit { TestShare = 0.4 }.Apply(data), new PerUserSplit { TestCount = 3 }.Apply(data));
        for (int user = 0; user < data.Users; user++)
        {
            int n = Distinct(data, user);
            Assert.Equal((int)Math.Floor(0.4 * n), Distinct(share.Test, user));
            Assert.Equal(Math.Max(0, Math.Min(3, n - 1)), Distinct(count.Test, user));
        }
    }

    [Fact]
    public void A_global_share_is_exact()
    {
        var data = Plays.Random(40, 50, 900, seed: 3, repeats: true);
        Assert.Equal((int)Math.Round(0.3 * data.Pairs().Count), new GlobalSplit { TestShare = 0.3 }.Apply(data).Test.Pairs().Count);
    }

    [Fact]
    public void Leave_one_out_takes_the_item_first_heard_last()
    {
        // user 0 heard item 0 at 5 and 90, item 1 at 40, item 2 at 40: ties go to the higher item
        var data = Interactions.FromTriples([0, 0, 0, 0, 1], [0, 0, 1, 2, 1], [],
            IdMap.Sequential(2), IdMap.Sequential(3), [5, 90, 40, 40, 7], DuplicatePolicy.Keep);
        var split = new LeaveOneOutSplit().Apply(data);
        Assert.Equal([(0, 2, 1f, 40L)], split.Test.Entries());
        Assert.Equal(4, split.Train.Count);
    }

    [Fact]
    public void A_cut_takes_each_play_by_its_own_time()
    {
        var data = Interactions.FromTriples([0, 0, 0, 1], [0, 0, 1, 0], [],
            IdMap.Sequential(2), IdMap.Sequential(2), [10, 20, 20, 19], DuplicatePolicy.Keep);
        var discoveries = new TemporalSplit(20).Apply(data);
        Assert.Equal([(0, 0, 1f, 10L), (1, 0, 1f, 19L)], discoveries.Train.Entries());
        Assert.Equal([(0, 1, 1f, 20L)], discoveries.Test.Entries());
        Assert.Equal(1, discoveries.DroppedRepeats);
        var all = new TemporalSplit(20) { KeepRepeats = true }.Apply(data);
        Assert.Equal([(0, 0, 1f, 20L), (0, 1, 1f, 20L)], all.Test.Entries());
        all.Verify();
        Assert.Throws<MusicRecException>(() => (all with { KeepsRepeats = false }).Verify());
    }

    [Fact]
    public void Validation_is_cut_from_training()
    {
        var data = Plays.Random(40, 50, 900, seed: 4);
        var split = new PerUserSplit { Seed = 1 }.Apply(data);
        var three = split.WithValidation(new PerUserSplit { Seed = 2 });
        three.Verify();
        Assert.Equal(split.Train.Entries(), three.TrainAndValidation().Entries());
        Assert.Equal(split.Test.Entries(), three.Test.Entries());
        Assert.NotEqual(0, three.Validation!.Count);
    }

    [Fact]
    public void Held_out_users_are_folded_in()
    {
        var split = new StrongGeneralisationSplit { UserShare = 0.25, TargetShare = 0.5, Seed = 1 }.Apply(Plays.Random(40, 50, 900, seed: 5));
        int[] held = [.. Enumerable.Range(0, 40).Where(user => !split.FoldIn!.ItemsOf(user).IsEmpty)];
        Assert.Equal(10, held.Length);
        Assert.All(held, user => Assert.True(split.Train.ItemsOf(user).IsEmpty && !split.Test.ItemsOf(user).IsEmpty));
    }

    [Fact]
    public void Missing_times_and_bad_shares_are_refused()
    {
        var timeless = Interactions.FromTriples([0, 0], [0, 1], [], IdMap.Sequential(1), IdMap.Sequential(2));
        Assert.Throws<MusicRecException>(() => new LeaveOneOutSplit().Apply(timeless));
        Assert.Throws<MusicRecException>(() => new TemporalSplit(3).Apply(timeless));
        Assert.Throws<MusicRecException>(() => new PerUserSplit { KeyByNumericIds = true }.Apply(Plays.Random(2, 2, 3, seed: 1)));
        foreach (double share in (double[])[0, 1, -0.1, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => new PerUserSplit { TestShare = share });
    }

    private static int Distinct(Interactions data, int user) => data.ItemsOf(user).ToArray().Distinct().Count();
}
