using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Tests.Data;

public class InteractionsTests
{
    [Theory]
    [InlineData(DuplicatePolicy.Sum), InlineData(DuplicatePolicy.Last), InlineData(DuplicatePolicy.Max), InlineData(DuplicatePolicy.Keep)]
    public void Rows_agree_with_the_plain_definition(DuplicatePolicy policy)
    {
        foreach (bool sorted in new[] { false, true })
            foreach (int n in new[] { 0, 1, 2, 100, 5000 })
                Compare(n, sorted, policy);
    }

    private static void Compare(int n, bool sorted, DuplicatePolicy policy)
    {
        var random = new Random(n);
        var entries = Enumerable.Range(0, n)
            .Select(e => (User: random.Next(40), Item: random.Next(60), Weight: (float)random.Next(9), Time: (long)e ^ 5)).ToArray();
        if (sorted) entries = [.. entries.OrderBy(e => e.User)];
        var data = Interactions.FromTriples(entries.Select(e => e.User).ToArray(),
            entries.Select(e => e.Item).ToArray(), entries.Select(e => e.Weight).ToArray(),
            IdMap.Sequential(41), IdMap.Sequential(60), entries.Select(e => e.Time).ToArray(), policy);
        var expected = entries.GroupBy(e => (e.User, e.Item)).OrderBy(g => g.Key).SelectMany(g => policy switch
        {
            DuplicatePolicy.Sum => [(g.Key.User, g.Key.Item, g.Sum(e => e.Weight), g.Min(e => e.Time))],
            DuplicatePolicy.Max => [(g.Key.User, g.Key.Item, g.Max(e => e.Weight), g.Min(e => e.Time))],
            DuplicatePolicy.Last => [(g.Key.User, g.Key.Item, g.Last().Weight, g.Last().Time)],
            _ => g.AsEnumerable(),
        }).ToArray();
        Assert.Equal(expected, Entries(data));
        Assert.Equal(expected.Length, data.Count);
    }

    [Fact]
    public void A_duplicate_is_refused_where_asked_and_a_sum_beyond_float_always()
    {
        float huge = float.MaxValue;
        Assert.Contains("'1'", Assert.Throws<MusicRecException>(() => Build([1, 0, 1], [2, 2, 2], [1, 1, 1], DuplicatePolicy.Reject)).Message);
        Assert.Throws<MusicRecException>(() => Build([0, 0], [0, 0], [huge, huge], DuplicatePolicy.Sum));
        Assert.Throws<ArgumentOutOfRangeException>(() => Build([0], [3], [1], DuplicatePolicy.Sum));
        Assert.Throws<ArgumentException>(() => Build([0], [0], [float.NaN], DuplicatePolicy.Sum));
    }

    [Fact]
    public void What_is_saved_is_loaded_and_damage_is_refused()
    {
        var data = new InteractionsBuilder().Add("ann", "x", 2, 10).Add("bob", "é", 3, 11).Add("ann", "x", 1, 12).Build(DuplicatePolicy.Keep);
        using var stream = new MemoryStream();
        data.Save(stream);
        byte[] bytes = stream.ToArray();
        var read = Interactions.Load(new MemoryStream(bytes));
        Assert.Equal(Entries(data), Entries(read));
        Assert.Equal("é", read.ItemIds[1]);
        Assert.True(read.HasRepeats);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<MusicRecException>(() => Interactions.Load(new MemoryStream(bytes, 0, length)));
    }

    [Fact]
    public void Loading_checks_rows_and_items()
    {
        foreach (var (offsets, items) in new (long[], int[])[] { ([0, 3], [0, 1]),
            ([0, 2], [1, 0]), ([0, 2], [0, 2]), ([0, 2], [-1, 0]), ([0, 2], [1, 1]) })
        {
            var file = new ModelFile("interactions");
            file.Set("repeats", 0);
            file.Add("offsets", offsets, 2);
            file.Add("items", items, 2);
            file.Add("weights", [1f, 1f], 2);
            IdMap.Sequential(1).Save(file, "users");
            IdMap.Sequential(2).Save(file, "item_ids");
            using var stream = new MemoryStream();
            file.Write(stream);
            stream.Position = 0;
            Assert.Throws<MusicRecException>(() => Interactions.Load(stream));
        }
    }

    [Fact]
    public void Users_and_items_can_be_selected_and_repeats_merged()
    {
        var data = new InteractionsBuilder().Add("a", "x", 1, 5).Add("a", "y", 2, 6)
            .Add("b", "x", 3, 7).Add("a", "x", 4, 8).Build(DuplicatePolicy.Keep);
        Assert.Equal([(0, 0, 5f, 5L), (0, 1, 2f, 6L), (1, 0, 3f, 7L)], Entries(data.MergeRepeats()));
        var b = data.SelectUsers([1]);
        Assert.Equal(("b", 1, 2), (b.UserIds[0], b.Users, b.Items));
        Assert.Equal([(0, 0, 3f, 7L)], Entries(b));
        Assert.Equal([(0, 0, 2f, 6L), (0, 1, 1f, 5L), (0, 1, 4f, 8L), (1, 1, 3f, 7L)], Entries(data.SelectItems([1, 0])));
        Assert.Throws<ArgumentException>(() => data.SelectUsers([0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.SelectItems([2]));
    }

    [Fact]
    public void Events_with_string_ids_build_a_matrix()
    {
        var data = Interactions.BuildFrom([("a", "x", 1), ("b", "y", 2), ("a", "x", 3)]);
        Assert.Equal([(0, 0, 4f, 0L), (1, 1, 2f, 0L)], Entries(data));
        Assert.Throws<InvalidOperationException>(() => new InteractionsBuilder().Add("a", "x").Add("a", "x", 1, 1));
        Assert.Throws<InvalidOperationException>(() => new InteractionsBuilder().Add("a", "x", 1, 1).Add("a", "x"));
    }

    internal static (int User, int Item, float Weight, long Time)[] Entries(Interactions data) =>
        [.. Enumerable.Range(0, data.Users).SelectMany(user => Enumerable.Range(0, data.ItemsOf(user).Length).Select(e =>
            (user, data.ItemsOf(user)[e], data.WeightsOf(user)[e], data.HasTimes ? data.TimesOf(user)[e] : 0L)))];

    private static Interactions Build(int[] users, int[] items, float[] weights, DuplicatePolicy policy) =>
        Interactions.FromTriples(users, items, weights, IdMap.Sequential(2), IdMap.Sequential(3), default, policy);
}
