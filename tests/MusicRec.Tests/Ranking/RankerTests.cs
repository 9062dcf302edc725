using FsCheck.Xunit;
using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Tests.Ranking;

public class RankerTests
{
    [Property(MaxTest = 300)]
    public void Any_masks_k_and_history_give_the_list_of_sorting(byte k, byte itemCount, int seed, bool allowSome, bool denySome, bool leaveSeenOut)
    {
        int items = 1 + itemCount, users = 9;
        var model = new TableModel(users, items, seed);
        var seen = Draw.Interactions(users, items, plays: 3 * items, seed); // repeated pairs, and users without plays
        var options = new RankingOptions
        {
            K = 1 + k,
            Seen = leaveSeenOut ? seen : null,
            Allow = allowSome ? Some(items, seed + 1) : null,
            Deny = denySome ? Some(items, seed + 2) : null,
            Threads = 1 + (seed & 1),
        };
        int[] asked = [4, 0, 5, 4];
        var lists = Ranker.Recommend(model, asked, options);
        for (int row = 0; row < asked.Length; row++) Assert.Equal(Sorted(model, asked[row], options), Items(lists[row]));
    }

    [Property(MaxTest = 50)]
    public void Duplicates_kept_in_the_history_leave_out_the_same_items(int seed)
    {
        int[] users = [0, 0, 0, 1, 1], items = [2, 2, 4, 0, 0];
        var kept = Interactions.FromTriples(users, items, [], IdMap.Sequential(2), IdMap.Sequential(6), duplicates: DuplicatePolicy.Keep);
        var lists = Ranker.Recommend(new TableModel(2, 6, seed), [0, 1], new() { Seen = kept });
        Assert.Equal([0, 1, 3, 5], Items(lists[0]).Order());
        Assert.Equal([1, 2, 3, 4, 5], Items(lists[1]).Order());
    }

    [Fact]
    public void Scores_that_are_not_numbers_make_items_ineligible()
    {
        var model = new TableModel([[1, float.NaN, 3, float.NegativeInfinity, float.PositiveInfinity, 2, 0]]);
        Assert.Equal([4, 2, 5, 0, 6], Items(Ranker.Recommend(model, [0])[0]));
    }

    [Fact]
    public void No_users_or_no_items_give_no_lists_or_empty_ones()
    {
        Assert.Equal(0, Ranker.Recommend(new TableModel(2, 3, 1), []).Count);
        Assert.Equal(0, Ranker.Recommend(new TableModel(2, 0, 1), [1])[0].Length);
    }

    [Fact]
    public void What_does_not_fit_the_model_is_refused()
    {
        var model = new TableModel(3, 5, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ranker.Recommend(model, [3]));
        Assert.Throws<ArgumentException>(() => Ranker.Recommend(model, [0], new() { Deny = new ItemMask([], 4) }));
        Assert.Throws<ArgumentException>(() => Ranker.Recommend(model, [0], new() { Seen = Draw.Interactions(3, 4, 5, 1) }));
        Assert.Throws<ArgumentException>(() => Ranker.Recommend(model, [2], new() { Seen = Draw.Interactions(2, 5, 5, 1) }));
    }

    [Fact]
    public void A_cancelled_ranking_throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Ranker.Recommend(new TableModel(3, 5, 1), [0], cancel: source.Token));
    }

    private static int[] Sorted(TableModel model, int user, RankingOptions options)
    {
        var scores = new float[model.ItemIds.Count];
        model.Score([user], scores);
        var seen = options.Seen is null ? [] : options.Seen.ItemsOf(user).ToArray().ToHashSet();
        return [.. Enumerable.Range(0, scores.Length)
            .Where(i => !seen.Contains(i) && options.Allow?.Contains(i) != false && options.Deny?.Contains(i) != true)
            .OrderByDescending(i => scores[i]).ThenBy(i => i).Take(options.K)];
    }

    private static ItemMask Some(int items, int seed) =>
        new([.. Draw.Floats(items, seed).Index().Where(x => x.Item > 0).Select(x => x.Index)], items);

    private static int[] Items(ReadOnlySpan<RankedItem> list) => [.. list.ToArray().Select(r => r.Item)];
}
