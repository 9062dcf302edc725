using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Pipelines;
using MusicRec.Simulation;

namespace MusicRec.Tests.Pipelines;

public class Liang2015Tests
{
    private static readonly DemoCatalog World = new(new DemoCatalogOptions { Tracks = 200, Users = 150, ClipSeconds = 3 });
    private static readonly Split Cold = new ColdItemSplit { TestShare = 0.2, Seed = 1 }.Apply(World.Plays);
    private static readonly AudioItems Sound = new(World.ItemIds, item => item == 9 ? throw new MusicRecException("lost") : World.Render(item));

    private static ContentWmfOptions Paper => ContentWmfOptions.Liang2015;

    private static Liang2015Options Small => new()
    {
        Width = 1.0 / 50,
        Words = BagOfWordsOptions.Liang2015 with { Codewords = 40 },
        Training = new Liang2015Options().Training with { Epochs = 2 },
        Factorization = Paper with { Factorization = Paper.Factorization with { Factors = 6, Sweeps = 3 } },
    };

    [Theory]
    [InlineData(Liang2015Content.Deep, 24), InlineData(Liang2015Content.Shallow, 40)]
    public void New_tracks_are_served_by_what_the_prior_makes_of_their_sound(Liang2015Content content, int features)
    {
        var model = new Liang2015(Small with { Content = content }).Fit(Cold.Train, Sound, Tags());
        Assert.Equal(features, model.Recommender.Map.Inputs);
        Assert.Equal(["lost"], model.Missing.Select(missing => missing.Reason));
        var played = Cold.Train.ByItem;
        for (int i = 0; i < World.Tracks; i++)
        {
            var expected = played.RowCount(i) > 0 ? FactorSource.Warm : i == 9 ? FactorSource.Fallback : FactorSource.Predicted;
            Assert.Equal(expected, model.Recommender.SourceOf(i));
            if (expected == FactorSource.Predicted)
                Assert.Equal(model.ContentOnly.ItemFactors[i].ToArray(), model.Recommender.ItemFactors[i].ToArray());
        }
        int fresh = Enumerable.Range(0, World.Tracks).First(i => model.Recommender.SourceOf(i) == FactorSource.Predicted);
        var larger = model.WithItem("new", World.Render(fresh));
        Close.Check(model.Recommender.ItemFactors[fresh], larger.ItemFactors[World.Tracks], "the track placed again");
        Assert.Contains("new", Assert.Throws<ArgumentException>(() => larger.AddItems(["new"], new Matrix(1, features))).Message);

        using var file = new MemoryStream();
        model.Save(file);
        var loaded = Liang2015Model.Load(new MemoryStream(file.ToArray()));
        Assert.Equal(larger.ItemFactors[World.Tracks].ToArray(), loaded.WithItem("new", World.Render(fresh)).ItemFactors[World.Tracks].ToArray());
        Assert.Equal(model.ContentOnly.ItemFactors[fresh].ToArray(), loaded.ContentOnly.ItemFactors[fresh].ToArray());
        Assert.Equal(model.Missing, loaded.Missing);
    }

    [Fact]
    public void Listeners_without_plays_and_tracks_without_tags_take_no_part()
    {
        var recipe = new Liang2015(Small);
        int[] users = [.. Enumerable.Range(0, World.Users).SelectMany(u => Enumerable.Repeat(u, Cold.Train.ItemsOf(u).Length))];
        var silent = Interactions.FromTriples(users, Cold.Train.ByUser.Indices, Cold.Train.ByUser.Values,
            new IdMap(Enumerable.Range(0, World.Users).Select(u => World.Plays.UserIds[u]).Append("silent")), World.ItemIds);
        var heard = recipe.Hear(Cold.Train, Sound);
        var tags = Tags();
        tags.Row(3).Clear();
        var model = recipe.Fit(silent, heard, tags);
        Assert.All(model.Recommender.UserFactors[World.Users].ToArray(), v => Assert.Equal(0, v));
        Assert.Equal(FactorSource.Warm, model.Recommender.SourceOf(3));
        Assert.All(model.ContentOnly.ItemFactors[3].ToArray(), v => Assert.True(float.IsFinite(v)));
        var unheard = heard.Frames.Swapped([.. Enumerable.Range(0, World.Tracks).Select(i => i == 3 ? 9 : i)]); // 9 is lost
        var without = recipe.Fit(silent, heard with { Frames = unheard }, tags);
        var encoded = without.Tagger.Encode(heard.Frames).Vectors; // the track without tags taught nothing
        Assert.Equal(model.Tagger.Encode(heard.Frames).Vectors[3].ToArray(), encoded[3].ToArray());
    }

    [Fact]
    public void The_papers_settings_are_the_defaults()
    {
        var options = new Liang2015Options();
        var training = options.Training;
        Assert.Equal((1024, 100, 50, 0.05), (options.Words.Codewords, training.BatchSize, training.Epochs, training.LearningRate));
        Assert.Equal([[1024], [1200], [1200], [1200], [1200], [1200], [1200], [561]], NetworkPlans.Liang2015().Shapes(1, 1024));
    }

    [Fact]
    public void Tags_of_another_catalogue_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Liang2015(Small).Fit(Cold.Train, Sound, new Matrix(3, 5)));

    private static Matrix Tags()
    {
        string[] words = [.. Enumerable.Range(0, World.Tracks).SelectMany(World.TagsOf).Distinct().Order(StringComparer.Ordinal)];
        var values = new float[World.Tracks * words.Length];
        for (int track = 0; track < World.Tracks; track++)
            foreach (string tag in World.TagsOf(track)) values[track * words.Length + Array.IndexOf(words, tag)] = 1;
        return Matrix.From(values, World.Tracks, words.Length);
    }
}
