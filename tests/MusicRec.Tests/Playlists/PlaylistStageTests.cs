using MusicRec.Numerics;
using MusicRec.Playlists;
using MusicRec.Ranking;

namespace MusicRec.Tests.Playlists;

public class PlaylistStageTests
{
    private static RankedItem[] Tracks(params (int Item, float Score)[] tracks) => [.. tracks.Select(t => new RankedItem(t.Item, t.Score))];

    private static int[] Items(IEnumerable<RankedItem> tracks) => [.. tracks.Select(t => t.Item)];

    [Fact]
    public void No_track_comes_twice_or_that_was_played()
    {
        var stage = new NoRepeats(7, 8);
        Assert.Equal([3, 1], Items(stage.Apply(Tracks((3, 9), (7, 8), (3, 7), (1, 6)))));
        Assert.Equal([3, 1], Items(stage.Apply(Tracks((3, 9), (1, 6))))); // nothing is remembered from call to call
    }

    [Fact]
    public void Tracks_of_an_artist_are_kept_apart_or_left_out()
    {
        int[] artists = [0, 0, 0, 1, 2, -1, -1];
        var tracks = Tracks((0, 9), (1, 8), (2, 7), (3, 6), (4, 5));
        Assert.Equal([0, 3, 1, 4, 2], Items(new ArtistSpacing(artists, gap: 1).Apply(tracks)));
        Assert.Equal([0, 3, 4, 1], Items(new ArtistSpacing(artists, gap: 2).Apply(tracks)));
        Assert.Equal([0, 3, 4], Items(new ArtistSpacing(artists, gap: 1, most: 1).Apply(tracks)));
        Assert.Equal([5, 6], Items(new ArtistSpacing(artists).Apply(Tracks((5, 2), (6, 1))))); // unknown artists
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArtistSpacing(artists).Apply(Tracks((7, 1))));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Spacing_holds_everywhere(int gap)
    {
        int[] artists = [.. Enumerable.Range(0, 60).Select(i => i * 7 % 11 / 2)];
        int[] list = Items(new ArtistSpacing(artists, gap).Apply([.. Enumerable.Range(0, 60).Select(i => new RankedItem(i, -i))]));
        for (int i = 0; i < list.Length; i++)
            for (int j = i + 1; j < Math.Min(list.Length, i + gap + 1); j++) Assert.NotEqual(artists[list[i]], artists[list[j]]);
    }

    [Fact]
    public void Marginal_relevance_trades_score_for_difference()
    {
        var features = Matrix.From([1, 0, 1, 0.1f, 0, 1, -1, 0], 4, 2);
        var tracks = Tracks((0, 10), (1, 9), (2, 5), (3, 0));
        Assert.Equal([0, 1, 2, 3], Items(new MarginalRelevance(features, 0).Apply(tracks)));
        // after 0: item 1 has .5 (.9 - .995), item 2 .5 (.5 - 0), item 3 .5 (0 + 1): the last is best
        Assert.Equal([0, 3, 2, 1], Items(new MarginalRelevance(features, 0.5).Apply(tracks)));
        Assert.Equal([0, 3], Items(new MarginalRelevance(features, 0.5, count: 2).Apply(tracks)));
        Assert.Empty(new MarginalRelevance(features).Apply([]));
    }

    [Fact]
    public void Marginal_relevance_is_the_largest_value_of_its_formula_at_every_step()
    {
        var features = Matrix.From(Draw.Floats(20 * 3, 1), 20, 3);
        RankedItem[] tracks = [.. Draw.Floats(20, 2).Select((score, i) => new RankedItem(i, score))];
        double low = tracks.Min(t => t.Score), range = tracks.Max(t => t.Score) - low;
        var vectors = new TrackVectors(features);
        double Value(RankedItem t, List<int> before) => 0.6 * (t.Score - low) / range
            - (before.Count == 0 ? 0 : 0.4 * before.Max(b => vectors.Cosine(t.Item, b)));
        var taken = new List<int>();
        foreach (var track in new MarginalRelevance(features, 0.4).Apply(tracks))
        {
            Assert.Equal(tracks.Where(t => !taken.Contains(t.Item)).Max(t => Value(t, taken)), Value(track, taken), 1e-12);
            taken.Add(track.Item);
        }
        Assert.Equal(20, taken.Count);
    }

    [Fact]
    public void A_calibrated_list_keeps_the_proportions_of_the_listener()
    {
        int[] genres = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0 : i < 90 ? 1 : 2)];
        RankedItem[] tracks = [.. Enumerable.Range(0, 100).Select(i => new RankedItem(i, 100 - i))]; // the best are all of genre 0
        double[] wanted = Calibration.Distribution([0, 60, 61, 95], genres, 3); // a quarter, a half, a quarter
        Assert.Equal([1, 2, 1], wanted);
        int[] Counts(double weight)
        {
            var list = new Calibration(genres, wanted, weight, count: 20).Apply(tracks);
            return [.. new[] { 0, 1, 2 }.Select(g => list.Count(t => genres[t.Item] == g))];
        }
        Assert.Equal([20, 0, 0], Counts(0));
        Assert.Equal([5, 10, 5], Counts(1));
        Assert.InRange(Counts(0.95)[0], 6, 12); // between the two
        Assert.Throws<ArgumentException>(() => new Calibration(genres, [0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Calibration(genres, [1, 1])); // genre 2 has no share
    }

    [Fact]
    public void Tracks_of_unknown_category_leave_the_proportions_as_they_are()
    {
        int[] genres = [0, 0, 1, 1, -1, -5];
        Assert.Equal([1, 2], Calibration.Distribution([0, 2, 3, 4, 5], genres, 2));
        RankedItem[] tracks = [.. Enumerable.Range(0, 6).Select(i => new RankedItem(i, -i))];
        Assert.Equal([0, 1, 2, 3, 4, 5], Items(new Calibration(genres, [1, 1], 0).Apply(tracks)));
        // one of each genre is the wanted half and half; then only tracks without a genre keep it
        Assert.Equal([0, 2, 4, 5, 1, 3], Items(new Calibration(genres, [1, 1], 1).Apply(tracks)));
    }

    [Fact]
    public void A_target_is_met_as_nearly_as_the_tolerance_allows()
    {
        double[] seconds = [100, 90, 70, 65, 200];
        var tracks = Tracks((0, 5), (1, 4), (2, 3), (3, 2), (4, 1));
        Assert.Equal([0], Items(new TargetDuration(seconds, 160).Apply(tracks)));
        Assert.Equal([0, 3], Items(new TargetDuration(seconds, 160, tolerance: 20).Apply(tracks))); // 165 is nearer than 100 and 170
        Assert.Equal([0], Items(new TargetDuration(seconds, 160, tolerance: 4).Apply(tracks)));
        Assert.Equal([0, 1], Items(new TargetDuration(seconds, 200, tolerance: 60).Apply(tracks))); // ten short: nothing ends nearer
        Assert.Empty(new TargetDuration(seconds, 10, tolerance: 90).Apply(Tracks((0, 1)))); // 90 too long is no nearer than 10 too short
    }

    [Fact]
    public void Unknown_durations_count_as_the_mean_of_the_known()
    {
        double[] seconds = [100, 0, double.NaN, 200]; // the mean is 150
        var tracks = Tracks((1, 4), (2, 3), (0, 2), (3, 1));
        Assert.Equal([1, 2], Items(new TargetDuration(seconds, 300).Apply(tracks)));
        Assert.Equal([1, 0], Items(new TargetDuration(seconds, 299).Apply(tracks)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TargetDuration([0, double.NaN], 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TargetDuration([10, -1], 10));
    }

    [Fact]
    public void A_smooth_order_is_shorter_and_keeps_the_first_track()
    {
        var features = Matrix.From(Draw.Floats(30 * 2, 5), 30, 2);
        RankedItem[] tracks = [.. Enumerable.Range(0, 30).Select(i => new RankedItem(i, -i))];
        int[] smooth = Items(new SmoothOrder(features).Apply(tracks));
        Assert.Equal(0, smooth[0]);
        Assert.Equal(Items(tracks), smooth.Order());
        double before = PlaylistMeasures.Roughness(Items(tracks), features), after = PlaylistMeasures.Roughness(smooth, features);
        Assert.True(after < 0.4 * before, $"{before} to {after}");
        for (int i = 1; i < 30; i++) // no exchange shortens it
        {
            for (int j = i + 1; j < 30; j++)
            {
                int[] turned = [.. smooth[..i], .. smooth[i..(j + 1)].Reverse(), .. smooth[(j + 1)..]];
                Assert.True(PlaylistMeasures.Roughness(turned, features) >= after - 1e-9);
            }
        }
    }

    [Fact]
    public void On_a_line_the_smooth_order_is_the_line()
    {
        var features = Matrix.From([0, 5, 1, 4, 2, 3], 6, 1);
        Assert.Equal([0, 2, 4, 5, 3, 1], Items(new SmoothOrder(features).Apply([.. Enumerable.Range(0, 6).Select(i => new RankedItem(i, 0))])));
    }

    [Fact]
    public void A_target_is_not_overrun()
    {
        double[] seconds = [100, 200, 50, 60];
        var tracks = Tracks((0, 4), (1, 3), (2, 2), (3, 1));
        Assert.Equal([0, 2], Items(new TargetDuration(seconds, 160).Apply(tracks)));
        Assert.Equal([0, 2, 3], Items(new TargetDuration(seconds, 210).Apply(tracks)));
        Assert.Empty(new TargetDuration(seconds, 10).Apply(tracks));
        Assert.Equal([0, 1, 2], Items(new TargetLength(3).Apply(tracks)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TargetDuration([0], 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TargetLength(0));
    }

    [Fact]
    public void Stages_compose_in_their_order()
    {
        int[] artists = [0, 0, 1, 1];
        var tracks = Tracks((0, 4), (1, 3), (2, 2), (3, 1));
        Assert.Equal([0], Items(new PlaylistStages(new TargetLength(2), new ArtistSpacing(artists, 1)).Apply(tracks)));
        Assert.Equal([0, 2], Items(new PlaylistStages(new ArtistSpacing(artists, 1), new TargetLength(2)).Apply(tracks)));
        Assert.Equal(Items(tracks), Items(new PlaylistStages().Apply(tracks)));
    }
}
