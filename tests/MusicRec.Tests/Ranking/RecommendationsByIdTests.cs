using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Tests.Ranking;

public class RecommendationsByIdTests
{
    private static readonly TableModel Model = new([[1, 5, 3, 5], [4, 3, 2, 1]]);

    [Fact]
    public void A_user_is_asked_for_by_id() =>
        Assert.Equal([new("song 1", 5), new("song 3", 5), new("song 2", 3)], Model.RecommendFor("listener 0", k: 3));

    [Fact]
    public void Seen_plays_and_masks_are_left_out()
    {
        var seen = Interactions.FromTriples([0], [3], [], Model.UserIds, Model.ItemIds);
        Assert.Equal(["song 1", "song 2", "song 0"], Ids(Model.RecommendFor("listener 0", seen: seen)));
        Assert.Equal(["song 2", "song 0"], Ids(Model.RecommendFor("listener 0", new RankingOptions { Seen = seen, Deny = new ItemMask([1], 4) })));
    }

    [Fact]
    public void Plays_of_other_users_order_are_refused()
    {
        var seen = Interactions.FromTriples([0], [3], [], new IdMap(["listener 1", "listener 0"]), Model.ItemIds);
        Assert.Throws<ArgumentException>(() => Model.RecommendFor("listener 0", seen: seen));
    }

    [Fact]
    public void Several_users_get_the_lists_of_each()
    {
        var lists = Model.RecommendFor(["listener 1", "listener 0"]);
        Assert.Equal(["song 0", "song 1", "song 2", "song 3"], Ids(lists[0]));
        Assert.Equal(Model.RecommendFor("listener 0"), lists[1]);
    }

    [Fact]
    public void A_new_listener_is_described_by_plays()
    {
        var list = Model.RecommendFor(new Dictionary<string, float> { ["song 3"] = 2, ["song 0"] = 1 }, k: 5);
        Assert.Equal([new("song 2", 6), new("song 1", 3)], list);
    }

    [Fact]
    public void An_item_is_not_similar_to_itself_in_its_list() =>
        Assert.Equal(["song 0", "song 2", "song 3"], Ids(Model.SimilarTo("song 1")));

    [Fact]
    public void Unknown_ids_are_named()
    {
        Assert.Contains("'nobody'", Assert.Throws<KeyNotFoundException>(() => Model.RecommendFor("nobody")).Message, StringComparison.Ordinal);
        Assert.Contains("'noise'", Assert.Throws<KeyNotFoundException>(() => Model.SimilarTo("noise")).Message, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => Model.RecommendFor(new Dictionary<string, float> { ["noise"] = 1 }));
    }

    private static IEnumerable<string> Ids(IReadOnlyList<Recommendation> list) => list.Select(r => r.Id);
}
