using MusicRec.Data;

namespace MusicRec.Tests.Data;

public class BinaryRatingsTests
{
    private static readonly Interactions Plays = Interactions.FromTriples([0, 0, 0, 1, 2, 2], [1, 4, 7, 2, 0, 9], [5, 1, 3, 2, 8, 1],
        IdMap.Sequential(3), IdMap.Sequential(10));

    [Fact]
    public void Every_play_is_one_and_as_many_unheard_items_are_zero()
    {
        var ratings = BinaryRatings.Draw(Plays, seed: 5);
        for (int user = 0; user < 3; user++)
        {
            var items = ratings.ItemsOf(user).ToArray();
            var ones = items.Where((_, e) => ratings.WeightsOf(user)[e] == 1).ToArray();
            Assert.Equal(Plays.ItemsOf(user).ToArray(), ones.Order());
            Assert.Equal(2 * ones.Length, items.Length);
            Assert.Empty(items.Except([0, 1, 2, 4, 7, 9])); // the others nobody has played
            Assert.All(items.Except(ones), item => Assert.Equal(0, ratings.WeightsOf(user)[Array.IndexOf(items, item)]));
        }
        Assert.Equal(ratings.ByUser.Indices, BinaryRatings.Draw(Plays, seed: 5).ByUser.Indices);
        Assert.NotEqual(ratings.ByUser.Indices, BinaryRatings.Draw(Plays, seed: 6).ByUser.Indices);
    }

    [Fact]
    public void Zeros_come_from_the_given_items_and_never_from_what_was_heard_elsewhere()
    {
        var test = Interactions.FromTriples([0, 1], [3, 3], [1, 1], Plays.UserIds, Plays.ItemIds);
        var ratings = BinaryRatings.Draw(test, heard: Plays, among: [3, 4, 5, 7]);
        Assert.Equal([3, 5], ratings.ItemsOf(0).ToArray().Order()); // user 0 has heard 4 and 7
        Assert.Contains(ratings.ItemsOf(1).ToArray().Single(item => item != 3), new[] { 4, 5, 7 });
        Assert.Empty(ratings.ItemsOf(2).ToArray());
    }

    [Fact]
    public void A_user_who_has_heard_nearly_all_gets_fewer_zeros()
    {
        var plays = Interactions.FromTriples([0, 0, 0], [0, 1, 2], [], IdMap.Sequential(1), IdMap.Sequential(4));
        Assert.Equal(4, BinaryRatings.Draw(plays, among: [0, 1, 2, 3]).Count);
        Assert.Equal(3, BinaryRatings.Draw(plays).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => BinaryRatings.Draw(plays, among: [4]));
        Assert.Contains("null", Assert.Throws<ArgumentException>(() => BinaryRatings.Draw(plays, among: [])).Message);
    }
}
