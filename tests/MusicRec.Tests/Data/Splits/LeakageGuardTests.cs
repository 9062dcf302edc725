using MusicRec.Data;

namespace MusicRec.Tests.Data.Splits;

public class LeakageGuardTests
{
    private static Interactions Data(params (int User, int Item, long Time)[] entries) => Interactions.FromTriples(
        entries.Select(e => e.User).ToArray(), entries.Select(e => e.Item).ToArray(), [], new IdMap(["anna", "bert"]), new IdMap(["x", "y", "z"]),
        entries.Select(e => e.Time).ToArray());

    [Fact]
    public void An_overlap_is_named_by_ids()
    {
        var fault = Assert.Throws<MusicRecException>(() => new Split(Data((0, 0, 1), (1, 2, 1)), Data((0, 1, 2), (1, 2, 3))).Verify());
        Assert.Contains("1 pairs stand in training and in test: user 'bert' item 'z'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cold_item_with_training_plays_is_named()
    {
        var split = new Split(Data((0, 0, 1), (1, 1, 1)), Data((0, 1, 2)));
        split.Verify();
        var fault = Assert.Throws<MusicRecException>(() => (split with { Kind = SplitKind.ColdItems }).Verify());
        Assert.Contains("user 'bert' item 'y'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_artist_on_both_sides_is_named()
    {
        var split = new Split(Data((0, 0, 1), (1, 1, 1)), Data((0, 2, 2)));
        LeakageGuard.NoTrainingGroups(split.Train, split.Test, [4, -1, 5]);
        LeakageGuard.NoTrainingGroups(split.Train, split.Test, [-1, -1, -1]);
        var fault = Assert.Throws<MusicRecException>(() => LeakageGuard.NoTrainingGroups(split.Train, split.Test, [4, 7, 7]));
        Assert.Contains("user 'bert' item 'y'", fault.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => LeakageGuard.NoTrainingGroups(split.Train, split.Test, [4, 7]));
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Whole_artists_go_cold(ulong seed)
    {
        var data = Plays.Random(30, 40, 300, (int)seed);
        int[] artists = [.. Enumerable.Range(0, 40).Select(item => item % 13 == 12 ? -1 : 1000 * (item % 13))];
        var split = new ColdItemSplit { Groups = artists, TestShare = 0.25, Seed = seed }.Apply(data);
        split.Verify();
        LeakageGuard.NoTrainingGroups(split.Train, split.Test, artists);
        int[] cold = [.. Enumerable.Range(0, 30).SelectMany(user => split.Test.ItemsOf(user).ToArray()).Distinct()];
        Assert.Equal(4, cold.Select(item => artists[item] < 0 ? -item : artists[item]).Distinct().Count());
        Assert.Equal(data.Count, split.Train.Count + split.Test.Count);
        Assert.ThrowsAny<ArgumentException>(() => new ColdItemSplit { Groups = artists[1..] }.Apply(data));
        Assert.ThrowsAny<ArgumentException>(() => new ColdItemSplit { Groups = [-2, .. artists[1..]] }.Apply(data));
        Assert.Equal(new ColdItemSplit { Seed = seed }.Apply(data).Test.Count,
            new ColdItemSplit { Seed = seed, Groups = [.. artists.Select(_ => -1)] }.Apply(data).Test.Count);
    }

    [Fact]
    public void A_held_out_user_with_training_plays_is_named()
    {
        var split = new Split(Data((0, 0, 1), (1, 1, 1)), Data((0, 1, 2))) { Kind = SplitKind.ColdUsers };
        Assert.Contains("user 'anna' item 'x'", Assert.Throws<MusicRecException>(split.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plays_from_the_future_are_named_with_their_time()
    {
        var split = new Split(Data((0, 0, 5), (1, 1, 9)), Data((0, 1, 7))) { Kind = SplitKind.Temporal, Cut = 6 };
        Assert.Contains("user 'bert' item 'y' time 9", Assert.Throws<MusicRecException>(split.Verify).Message, StringComparison.Ordinal);
        (split with { Cut = 10, Test = Data((0, 1, 11)) }).Verify();
        Assert.Throws<MusicRecException>((split with { Cut = null }).Verify);
    }

    [Fact]
    public void Only_the_first_rows_are_listed()
    {
        var data = Plays.Random(10, 10, 60, seed: 1);
        string message = Assert.Throws<MusicRecException>(() => LeakageGuard.NoOverlap(data, data)).Message;
        Assert.Contains($"{data.Count} pairs", message, StringComparison.Ordinal);
        Assert.Contains($"and {data.Count - 5} more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_different_shape_are_refused() =>
        Assert.Throws<MusicRecException>(() => LeakageGuard.NoOverlap(Plays.Random(3, 4, 5, seed: 1), Plays.Random(4, 4, 5, seed: 1)));

    [Fact]
    public void The_validation_part_keeps_the_promises_of_training()
    {
        var cold = new Split(Data((0, 0, 1)), Data((0, 1, 7))) { Kind = SplitKind.ColdItems, Validation = Data((1, 1, 2)) };
        Assert.Contains("user 'bert' item 'y'", Assert.Throws<MusicRecException>(cold.Verify).Message, StringComparison.Ordinal);
        var temporal = cold with { Kind = SplitKind.Temporal, Cut = 5 };
        temporal.Verify();
        Assert.Contains("user 'anna' item 'z' time 6",
            Assert.Throws<MusicRecException>((temporal with { Validation = Data((0, 2, 6)) }).Verify).Message, StringComparison.Ordinal);
        var users = new Split(Data((0, 0, 1)), Data((1, 1, 7))) { Kind = SplitKind.ColdUsers, Validation = Data((1, 2, 2)) };
        Assert.Contains("user 'bert' item 'z'", Assert.Throws<MusicRecException>(users.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_plays_from_before_the_cut_are_named_with_their_time()
    {
        var split = new Split(Data((0, 0, 1)), Data((0, 1, 7), (1, 2, 3))) { Kind = SplitKind.Temporal, Cut = 5 };
        Assert.Contains("user 'bert' item 'z' time 3", Assert.Throws<MusicRecException>(split.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_one_shape_but_other_ids_are_refused()
    {
        var train = Interactions.BuildFrom([("anna", "x", 1), ("bert", "y", 1)]);
        var test = Interactions.BuildFrom([("bert", "x", 1), ("anna", "y", 1)]);
        string message = Assert.Throws<MusicRecException>(() => LeakageGuard.NoOverlap(train, test)).Message;
        Assert.Contains("user 0 is 'anna' in training and 'bert' in test", message, StringComparison.Ordinal);
        var equal = Interactions.FromTriples([0], [1], [], new IdMap(["anna", "bert"]), new IdMap(["x", "y"]));
        LeakageGuard.NoOverlap(train, equal);
    }

    [Fact]
    public void Strong_generalisation_without_its_fold_in_part_is_refused()
    {
        var split = new StrongGeneralisationSplit { UserShare = 0.3 }.Apply(Plays.Random(30, 40, 300, seed: 1));
        split.Verify();
        Assert.Throws<MusicRecException>((split with { FoldIn = null }).Verify);
    }
}
