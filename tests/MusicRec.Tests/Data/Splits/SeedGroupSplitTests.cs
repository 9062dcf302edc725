using MusicRec.Data;

namespace MusicRec.Tests.Data.Splits;

public class SeedGroupSplitTests
{
    private static readonly EventSequences Playlists = DrawPlaylists.Themed(playlists: 300, themes: 3, tracksPerTheme: 120, length: 110, seed: 3);

    [Fact]
    public void The_ten_categories_show_what_they_say()
    {
        var cases = new SeedGroupSplit { TestShare = 0.2, LeastHidden = 5, Seed = 4, Hidden = HiddenTracks.All }.Apply(Playlists);
        Assert.Equal(10, cases.Groups.Count);
        Assert.All(cases.Groups, count => Assert.Equal(6, count.Found));
        Assert.Empty(cases.Shortfalls);
        Assert.Equal(240, cases.Train.Count);
        for (int row = 0; row < cases.Seeds.Count; row++)
        {
            var group = cases.Groups[cases.GroupOf[row]].Group;
            int playlist = Playlists.Ids.IndexOf(cases.Seeds.Ids[row]);
            int[] whole = Playlists[playlist].ToArray(), shown = cases.Seeds[row].ToArray(), hidden = cases.Hidden.ItemsOf(row).ToArray();
            Assert.Equal(group.Tracks, shown.Length);
            Assert.Equal(group.HasTitle ? Playlists.TitleOf(playlist) : "", cases.Seeds.TitleOf(row));
            Assert.Equal(whole.Order(), shown.Concat(hidden).Order()); // shown and hidden are the whole and share nothing
            if (!group.AtRandom) Assert.Equal(whole[..group.Tracks], shown);
            else Assert.Equal(shown, whole.Where(shown.Contains)); // in the playlist's order
            Assert.True(hidden.Length >= 5);
        }
        Assert.Contains(Enumerable.Range(0, cases.Seeds.Count), row => cases.Groups[cases.GroupOf[row]].Group is { AtRandom: true, Tracks: 25 }
            && !cases.Seeds[row].SequenceEqual(Playlists[Playlists.Ids.IndexOf(cases.Seeds.Ids[row])][..25]));
    }

    [Fact]
    public void Nothing_of_an_asked_playlist_is_in_training()
    {
        var cases = new SeedGroupSplit { TestShare = 0.3, Seed = 1 }.Apply(Playlists);
        var train = Enumerable.Range(0, cases.Train.Count).Select(row => cases.Train.Ids[row]).ToHashSet();
        Assert.DoesNotContain(Enumerable.Range(0, cases.Seeds.Count), row => train.Contains(cases.Seeds.Ids[row]));
        Assert.Equal(Playlists.Count, cases.Train.Count + cases.Seeds.Count);
    }

    [Fact]
    public void A_seed_gives_the_same_cases_and_another_seed_others()
    {
        string[] Asked(ulong seed)
        {
            var seeds = new SeedGroupSplit { Seed = seed }.Apply(Playlists).Seeds;
            return [.. Enumerable.Range(0, seeds.Count).Select(row => $"{seeds.Ids[row]}: {string.Join(' ', seeds[row].ToArray())}")];
        }
        Assert.Equal(Asked(7), Asked(7));
        Assert.NotEqual(Asked(7), Asked(8));
    }

    [Fact]
    public void What_short_or_untitled_playlists_cannot_give_is_told()
    {
        var untitled = DrawPlaylists.Themed(playlists: 60, themes: 2, tracksPerTheme: 40, length: 20, seed: 5, titles: false);
        var cases = new SeedGroupSplit { TestShare = 0.5 }.Apply(untitled);
        Assert.All(cases.Groups, count => Assert.Equal(!count.Group.HasTitle ? 3 : 0, count.Found));
        Assert.Equal(8, cases.Shortfalls.Count());
        Assert.Contains(cases.Shortfalls, line => line.StartsWith("title, random 100: 0 of 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_what_training_playlists_hold_must_be_found_unless_asked_otherwise()
    {
        // Tracks 0 to 7 are everywhere; each playlist has two of its own.
        int[][] rows = [.. Enumerable.Range(0, 12).Select(p => (int[])[0, 1, 2, 3, 4, 5, 6, 7, 8 + 2 * p, 9 + 2 * p])];
        var playlists = DrawPlaylists.Of(32, rows);
        var split = new SeedGroupSplit { Groups = [new("first 4", 4, HasTitle: false)], TestShare = 0.3, LeastHidden = 6 };
        var known = split.Apply(playlists);
        Assert.Equal((3, 6L), (known.Seeds.Count, known.LeftOut));
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal([4, 5, 6, 7], known.Hidden.ItemsOf(row).ToArray()));
        var unknown = (split with { Hidden = HiddenTracks.Unknown }).Apply(playlists);
        Assert.All(Enumerable.Range(0, 3), row => Assert.All(unknown.Hidden.ItemsOf(row).ToArray(), track => Assert.True(track >= 8)));
        Assert.Equal((6L, 12L), (unknown.Hidden.Count, unknown.LeftOut));
        Assert.Equal(18, (split with { Hidden = HiddenTracks.All }).Apply(playlists).Hidden.Count);
    }

    [Fact]
    public void Repeats_within_a_playlist_count_once()
    {
        var cases = new SeedGroupSplit { Groups = [new("first 2", 2, HasTitle: false)], LeastHidden = 1, Hidden = HiddenTracks.All }
            .Apply(DrawPlaylists.Of(4, [[1, 1, 2, 1, 3, 2, 3], [1, 1, 2, 1, 3, 2, 3]]));
        Assert.Equal([1, 2], cases.Seeds[0].ToArray());
        Assert.Equal([3], cases.Hidden.ItemsOf(0).ToArray());
    }

    [Fact]
    public void Data_too_small_to_ask_about_leave_all_to_training_and_bad_settings_are_refused()
    {
        var one = new SeedGroupSplit().Apply(DrawPlaylists.Of(3, [[0, 1, 2]]));
        Assert.Equal((1, 0, 10), (one.Train.Count, one.Seeds.Count, one.Shortfalls.Count()));
        Assert.Equal(0, new SeedGroupSplit().Apply(DrawPlaylists.Of(3, [])).Seeds.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeedGroup("x", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeedGroupSplit { TestShare = 1 });
        Assert.Throws<ArgumentException>(() => new SeedGroupSplit { Groups = [] });
        Assert.Throws<ArgumentNullException>(() => new SeedGroupSplit().Apply(null!));
    }

    [Fact]
    public void Attributes_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new TrackAttributes(3, [1, 2]));
        Assert.Throws<ArgumentException>(() => new TrackAttributes(1, audio: MusicRec.Numerics.Matrix.From([float.NaN], 1, 1)));
        var none = new TrackAttributes(2);
        Assert.Equal((-1, -1), (none.ArtistOf(1), none.AlbumOf(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => none.ArtistOf(2));
        Assert.Throws<ArgumentException>(() => Playlists.Select([1, 1]));
    }
}
