using FsCheck.Xunit;
using MusicRec.Data;

namespace MusicRec.Tests.Data.Splits;

public class FilterTests
{
    [Property(MaxTest = 40)]
    public void In_a_core_everyone_has_support_and_nobody_with_support_is_lost(int draw, bool repeats)
    {
        var data = Plays.Random(20, 20, 90, draw, repeats);
        var core = Filter.KCore(data, 3);
        for (int user = 0; user < core.Users; user++) Assert.True(core.ItemsOf(user).ToArray().Distinct().Count() >= 3);
        Assert.All(core.Pairs().GroupBy(p => p.Item), group => Assert.True(group.Count() >= 3));
        Assert.Equal(core.Items, core.Pairs().Select(p => p.Item).Distinct().Count());
        Assert.Equal(Reference(data.Pairs(), 3), core.Pairs().Select(p => (core.UserIds[p.User], core.ItemIds[p.Item])).Order());
        IEnumerable<(string, string)> Reference(HashSet<(int User, int Item)> pairs, int k)
        {
            for (bool changed = true; changed;)
            {
                int before = pairs.Count;
                foreach (var thin in pairs.GroupBy(p => p.User).Where(g => g.Count() < k).SelectMany(g => g).ToList()) pairs.Remove(thin);
                foreach (var thin in pairs.GroupBy(p => p.Item).Where(g => g.Count() < k).SelectMany(g => g).ToList()) pairs.Remove(thin);
                changed = pairs.Count < before;
            }
            return pairs.Select(p => (data.UserIds[p.User], data.ItemIds[p.Item])).Order();
        }
    }

    [Fact]
    public void Support_is_counted_once_on_the_whole()
    {
        // items x: 2 users, y: 1 user; user a: 2 items, b: 1
        var data = Interactions.FromTriples([0, 0, 1], [0, 1, 0], [], new IdMap(["a", "b"]), new IdMap(["x", "y"]));
        var kept = Filter.MinSupport(data, perUser: 2, perItem: 2);
        Assert.Equal((1, 1, 1L), (kept.Users, kept.Items, kept.Count));
        Assert.Equal(("a", "x"), (kept.UserIds[0], kept.ItemIds[0]));
        Assert.Equal(0, Filter.KCore(data, 2).Count);
    }

    [Fact]
    public void Light_entries_go_and_ids_stay()
    {
        var data = Interactions.FromTriples([0, 0, 1], [0, 1, 0], [1, 2, 3], IdMap.Sequential(2), IdMap.Sequential(2));
        var kept = Filter.MinWeight(data, 2);
        Assert.Equal([(0, 1, 2f, 0L), (1, 0, 3f, 0L)], kept.Entries());
        Assert.Equal(2, kept.Items);
    }

    [Fact]
    public void Confidence_follows_its_formulas()
    {
        var data = Interactions.FromTriples([0, 0, 1], [0, 1, 0], [0, 2, 3], IdMap.Sequential(2), IdMap.Sequential(2), [7, 8, 9]);
        Assert.Equal([(0, 1, 1f, 8L), (1, 0, 1f, 9L)], Confidence.Binarise(data).Entries());
        Assert.Equal([(1, 0, 1f, 9L)], Confidence.Binarise(data, 3).Entries());
        Assert.Equal([1f, 81f], Confidence.Linear(data).WeightsOf(0).ToArray());
        Assert.Equal([1f, (float)(1 + 2 * Math.Log(5))], Confidence.Log(data, alpha: 2, epsilon: 0.5).WeightsOf(0).ToArray());
        var negative = Interactions.FromTriples([0], [0], [-1], IdMap.Sequential(1), IdMap.Sequential(1));
        Assert.Throws<MusicRecException>(() => Confidence.Log(negative));
    }
}
