using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Pipelines;
using MusicRec.Simulation;

namespace MusicRec.Tests.Pipelines;

public class Oramas2017Tests
{
    private static readonly DemoCatalog World = new(new DemoCatalogOptions { Tracks = 200, Users = 150, ClipSeconds = 6 });
    private static readonly AudioItems Sound = new(World.ItemIds, item => item == 9 ? throw new MusicRecException("lost") : World.Render(item));

    private static Oramas2017Options Small => new()
    {
        Wmf = new() { Factors = 6 },
        Width = 1.0 / 64,
        Patch = 127,
        Training = new() { Epochs = 1, Patience = 4, WindowsPerItem = 1 },
    };

    [Theory]
    [InlineData(Oramas2017Fusion.Linear), InlineData(Oramas2017Fusion.Hidden)]
    public void Text_sound_and_both_place_songs_and_artists(Oramas2017Fusion fusion)
    {
        var cold = new ColdItemSplit { TestShare = 0.2, Seed = 1 }.Apply(World.Plays);
        var model = new Oramas2017(Small with { Fusion = fusion }).Fit(cold.Train, Sound, World.ArtistOf.ToArray(), Tags());
        Assert.Equal([9], model.Missing.Select(missing => missing.Item));
        Assert.Equal(World.Artists, model.ByText.ItemIds.Count);
        Assert.Equal(16, model.Audio.EmbeddingWidth);
        Assert.Equal(32, model.Text.EmbeddingWidth);
        foreach (var served in new[] { model.ByAudio, model.ByBoth })
            for (int i = 0; i < World.Tracks; i++)
                if (i != 9) Assert.Equal(1, served.ItemFactors[i].ToArray().Sum(v => v * v), 1e-4);
    }

    [Fact]
    public void An_artist_without_a_row_of_text_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Oramas2017(Small).Fit(World.Plays, Sound, World.ArtistOf.ToArray(), new Matrix(3, 5)));

    [Fact]
    public void Every_song_and_artist_tells_its_source_and_new_ones_come_by_sound_or_text()
    {
        var cold = new ColdItemSplit { TestShare = 0.2, Seed = 1 }.Apply(World.Plays);
        int lost = Enumerable.Range(0, World.Tracks).First(i => cold.Train.ByItem.RowCount(i) == 0);
        int mute = World.ArtistOf[lost];
        var sound = new AudioItems(World.ItemIds, item => World.ArtistOf[item] == mute ? throw new MusicRecException("lost") : World.Render(item));
        var tags = Tags();
        tags.Row(mute).Clear();
        var model = new Oramas2017(Small).Fit(cold.Train, sound, World.ArtistOf.ToArray(), tags);
        for (int i = 0; i < World.Tracks; i++)
        {
            var expected = cold.Train.ByItem.RowCount(i) > 0 ? FactorSource.Warm
                : World.ArtistOf[i] == mute ? FactorSource.Fallback : FactorSource.Predicted;
            Assert.Equal(expected, model.Recommender.SourceOf(i));
            if (expected == FactorSource.Predicted) Close.Check(model.ByBoth.ItemFactors[i], model.Recommender.ItemFactors[i], "a new song");
        }
        Assert.Equal(model.ByAudio.ItemFactors[lost].ToArray(), model.ByBoth.ItemFactors[lost].ToArray()); // the mean of the fitted factors
        Assert.NotEqual(model.ByText.ItemFactors[(mute + 1) % World.Artists].ToArray(), model.ByText.ItemFactors[mute].ToArray());
        Assert.True(Math.Abs(model.ByText.ItemFactors[mute].ToArray().Sum(v => v * v) - 1) > 1e-3); // not what the network makes of zeros

        using var file = new MemoryStream();
        model.Save(file);
        var loaded = Oramas2017Model.Load(new MemoryStream(file.ToArray()));
        int fresh = Enumerable.Range(0, World.Tracks).First(i => model.Recommender.SourceOf(i) == FactorSource.Predicted);
        var (clip, text) = (World.Render(fresh), tags[World.ArtistOf[fresh]].ToArray());
        Close.Check(model.ByBoth.ItemFactors[fresh], loaded.WithItem("new", clip, text).ItemFactors[World.Tracks], "the song placed again");
        Assert.NotEqual(loaded.WithItem("new", clip).ItemFactors[World.Tracks].ToArray(),
            loaded.WithItem("new", null, text).ItemFactors[World.Tracks].ToArray());
        Close.Check(
            model.ByText.ItemFactors[World.ArtistOf[fresh]], loaded.WithArtist("new", text).ItemFactors[World.Artists], "the artist placed again");
        Assert.Contains("neither", Assert.Throws<ArgumentException>(() => loaded.WithItem("new", null, new float[text.Length])).Message);
        Assert.Throws<ArgumentException>(() => loaded.WithItem("new", null, [1, 2]));
    }

    [Fact]
    public void Sound_in_another_order_is_refused()
    {
        var ids = new IdMap(Enumerable.Range(0, World.Tracks).Select(item => World.ItemIds[World.Tracks - 1 - item]));
        var turned = new AudioItems(ids, World.Render);
        var error = Assert.Throws<ArgumentException>(() => new Oramas2017(Small).Fit(World.Plays, turned, World.ArtistOf.ToArray(), Tags()));
        Assert.Contains(World.ItemIds[0], error.Message);
    }

    private static Matrix Tags()
    {
        string[] words = [.. Enumerable.Range(0, World.Artists).SelectMany(World.TagsOfArtist).Distinct().Order(StringComparer.Ordinal)];
        var values = new float[World.Artists * words.Length];
        for (int artist = 0; artist < World.Artists; artist++)
            foreach (string tag in World.TagsOfArtist(artist)) values[artist * words.Length + Array.IndexOf(words, tag)] = 1;
        return Matrix.From(values, World.Artists, words.Length);
    }
}
