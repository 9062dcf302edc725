using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Playlists;

namespace MusicRec.Tests.Playlists;

public class PlaylistFeaturesTests
{
    private static float Value(Matrix rows, int row, string name) => rows[row][PlaylistFeatures.Names.ToList().IndexOf(name)];

    [Fact]
    public void Every_feature_is_what_its_name_says()
    {
        int[][] lists = [[0, 1, 2], [0, 1], [0, 3], [4]];
        var tracks = new TrackAttributes(6, artists: [0, 0, 1, 1, 2, -1], albums: [0, 0, 1, 1, 2, -1], seconds: [100, 200, 300, 400, 0, 500],
            audio: Matrix.From([0, 1, 2, 3, 4, 5], 6, 1));
        var playlists = EventSequences.FromEvents([.. lists.SelectMany((list, p) => list.Select(_ => p))], [.. lists.SelectMany(list => list)],
            IdMap.Sequential(4), IdMap.Sequential(6), tracks: tracks);
        var features = PlaylistFeatures.Fit(playlists);
        var asked = DrawPlaylists.Of(6, [[0, 1], []], ["Hi!", ""]);
        var rows = features.Of(asked, 0, [2, 3, 5]);
        Assert.Equal(PlaylistFeatures.Names.Count, rows.Columns);
        Assert.Equal((2, 3, 0.5f), (Value(rows, 0, "shown tracks"), Value(rows, 0, "title characters"), Value(rows, 0, "shown artists")));
        Assert.Equal((MathF.Log(4) + MathF.Log(3)) / 2, Value(rows, 0, "popularity of shown"), 5);
        Assert.Equal(MathF.Log(2), Value(rows, 0, "popularity"), 5);
        Assert.Equal(MathF.Log(3), Value(rows, 0, "artist popularity"), 5); // tracks 2 and 3, one playlist each
        Assert.Equal(-1, Value(rows, 2, "artist popularity"));
        Assert.Equal((0, 0, 300), (Value(rows, 0, "by artist"), Value(rows, 0, "on last album"), Value(rows, 0, "duration")));
        // track 2 with 0: 1 / sqrt(3 x 1), with 1: 1 / sqrt(2 x 1); track 3 with 0 only
        Assert.Equal((1 / MathF.Sqrt(3) + 1 / MathF.Sqrt(2)) / 2, Value(rows, 0, "co-occurrence, mean"), 5);
        Assert.Equal((1 / MathF.Sqrt(2), 1 / MathF.Sqrt(2), 1), (Value(rows, 0, "co-occurrence, most"), Value(rows, 0, "co-occurrence, last"),
            Value(rows, 0, "shown tracks met")));
        Assert.Equal((0.5f, 0, 0.5f * (1 / MathF.Sqrt(3))),
            (Value(rows, 1, "shown tracks met"), Value(rows, 1, "co-occurrence, last"), Value(rows, 1, "co-occurrence, mean")));
        Assert.Equal((150, 1.5f, 1), (Value(rows, 0, "duration off mean"), Value(rows, 0, "sound off mean"), Value(rows, 0, "sound off nearest")));
        var same = features.Of(DrawPlaylists.Of(6, [[5, 2]]), 0, [3]);
        Assert.Equal((0.5f, 1, 0.5f, 1), (Value(same, 0, "by artist"), Value(same, 0, "by last artist"), Value(same, 0, "on album"),
            Value(same, 0, "on last album")));
        Assert.Equal(1, Value(features.Of(DrawPlaylists.Of(6, [[0, 1]]), 0, [0]), 0, "albums go on"));
    }

    [Fact]
    public void A_playlist_without_tracks_and_tracks_without_attributes_have_defined_features()
    {
        var features = PlaylistFeatures.Fit(DrawPlaylists.Of(3, [[0, 1]]));
        var rows = features.Of(DrawPlaylists.Of(3, [[]]), 0, [0, 2]);
        Assert.Equal((0, -1, -1), (Value(rows, 0, "shown tracks"), Value(rows, 0, "shown artists"), Value(rows, 0, "sound off mean")));
        Assert.True(features.IsKnown(1) && !features.IsKnown(2));
        Assert.Equal(0, features.Of(DrawPlaylists.Of(3, [[2]]), 0, []).Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => features.Of(DrawPlaylists.Of(3, [[]]), 0, [3]));
        Assert.Throws<ArgumentException>(() => features.Of(DrawPlaylists.Of(4, [[]]), 0, [0]));
    }
}
