using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Pipelines;
using MusicRec.Ranking;
using MusicRec.Simulation;

namespace MusicRec.Tests.Pipelines;

public class VanDenOord2013Tests
{
    private static readonly DemoCatalog World = new(new DemoCatalogOptions { Tracks = 200, Users = 150, ClipSeconds = 3 });
    private static readonly Split Cold = new ColdItemSplit { TestShare = 0.2, Seed = 1 }.Apply(World.Plays);
    private static readonly AudioItems Sound = new(World.ItemIds, item => item % 50 == 7 ? throw new MusicRecException("lost") : World.Render(item));

    private static VanDenOord2013Options Small => new()
    {
        Wmf = new() { Factors = 6, Alpha = 2, Epsilon = 1e-6 },
        Width = 1.0 / 32,
        Training = new() { Epochs = 2, WindowsPerItem = 1 },
        Words = new() { Codewords = 30 },
    };

    [Fact]
    public void Played_tracks_are_served_by_plays_new_ones_by_sound_and_the_rest_by_the_mean()
    {
        var model = new VanDenOord2013(Small).Fit(Cold.Train, Sound);
        bool[] played = Played(Cold.Train);
        Assert.Equal([7, 57, 107, 157], model.Missing.Select(missing => missing.Item));
        for (int i = 0; i < World.Tracks; i++)
        {
            Assert.Equal(played[i] ? FactorSource.Warm : i % 50 == 7 ? FactorSource.Fallback : FactorSource.Predicted, model.Recommender.SourceOf(i));
            var expected = (played[i] ? model.Wmf.ItemFactors : model.ContentOnly.ItemFactors)[i];
            Assert.Equal(expected.ToArray(), model.Recommender.ItemFactors[i].ToArray());
        }
        Assert.Contains(FactorSource.Predicted, Enumerable.Range(0, World.Tracks).Select(model.Recommender.SourceOf));
        int fresh = Array.IndexOf(played, false);
        float[] heard = model.Encoder.Encode(World.Render(fresh));
        if (fresh % 50 != 7) Assert.Equal(heard, model.Recommender.ItemFactors[fresh].ToArray());
        var lists = Ranker.Recommend(model.Recommender, [0, 1], new RankingOptions { K = 5, Seen = Cold.Train });
        Assert.Equal(5, lists[0].Length);
        var larger = model.WithItem("new", World.Render(fresh));
        Assert.Equal(heard, larger.ItemFactors[World.Tracks].ToArray());
        Assert.Equal(FactorSource.Predicted, larger.SourceOf(World.Tracks));

        using var file = new MemoryStream();
        model.Save(file);
        var loaded = VanDenOord2013Model.Load(new MemoryStream(file.ToArray()));
        Assert.Equal(model.Missing, loaded.Missing);
        Assert.Equal(model.ContentOnly.ItemFactors[fresh].ToArray(), loaded.ContentOnly.ItemFactors[fresh].ToArray());
        Assert.Equal(heard, loaded.WithItem("new", World.Render(fresh)).ItemFactors[World.Tracks].ToArray());
        for (long length = 0; length < file.Length; length += file.Length / 20)
            Assert.Throws<MusicRecException>(() => VanDenOord2013Model.Load(new MemoryStream(file.ToArray(), 0, (int)length)));
    }

    [Theory]
    [InlineData(VanDenOord2013Predictor.Convolutions, VanDenOord2013Objective.WeightedPrediction)]
    [InlineData(VanDenOord2013Predictor.WordsPerceptron, VanDenOord2013Objective.SquaredError)]
    [InlineData(VanDenOord2013Predictor.WordsLinear, VanDenOord2013Objective.UnitSquaredError)]
    [InlineData(VanDenOord2013Predictor.Spotify2014, VanDenOord2013Objective.SquaredError)]
    public void Every_predictor_and_objective_fits_to_the_same_bits_again(VanDenOord2013Predictor predictor, VanDenOord2013Objective objective)
    {
        var recipe = new VanDenOord2013(Small with { Predictor = predictor, Objective = objective, Training = Small.Training with { Epochs = 1 } });
        var (once, again) = (recipe.Fit(Cold.Train, Sound), recipe.Fit(Cold.Train, Sound));
        for (int i = 0; i < World.Tracks; i++) Assert.Equal(once.Recommender.ItemFactors[i].ToArray(), again.Recommender.ItemFactors[i].ToArray());
    }

    [Fact]
    public void Sound_of_another_catalogue_is_refused()
    {
        var other = new AudioItems(IdMap.Sequential(World.Tracks), World.Render);
        Assert.Contains("track-00001", Assert.Throws<ArgumentException>(() => new VanDenOord2013(Small).Fit(Cold.Train, other)).Message);
        var fewer = new AudioItems(IdMap.Sequential(3), World.Render);
        Assert.Throws<ArgumentException>(() => new VanDenOord2013(Small).Fit(Cold.Train, fewer));
    }

    [Fact]
    public void The_prediction_error_weighs_plays_as_the_factorisation_did()
    {
        var recipe = new VanDenOord2013(Small with
        {
            Wmf = new() { Factors = 6, Alpha = 2, Confidence = WmfConfidence.Binary, UnobservedWeight = 0.5 },
            Objective = VanDenOord2013Objective.WeightedPrediction,
            Predictor = VanDenOord2013Predictor.WordsLinear,
        });
        var (heard, once) = (recipe.Hear(Cold.Train, Sound), Confidence.Binarise(Cold.Train));
        var wmf = new Wmf(recipe.Options.Wmf).Fit(once);
        var scaled = new Wmf(recipe.Options.Wmf with { Alpha = 5, UnobservedWeight = 1 }).Fit(once); // 3 / 0.5 = 1 + 5
        var (counted, played) = (recipe.Fit(Cold.Train, wmf, heard), recipe.Fit(once, wmf, heard));
        var same = recipe.Fit(once, new WmfModel(wmf.UserFactors, wmf.ItemFactors, wmf.UserIds, wmf.ItemIds, scaled.Options), heard);
        for (int i = 0; i < World.Tracks; i++)
        {
            Assert.Equal(played.ContentOnly.ItemFactors[i].ToArray(), counted.ContentOnly.ItemFactors[i].ToArray());
            Assert.Equal(played.ContentOnly.ItemFactors[i].ToArray(), same.ContentOnly.ItemFactors[i].ToArray());
        }
        var all = new Wmf(WmfOptions.Ials with { Factors = 6 }).Fit(once);
        Assert.Contains("UnobservedCoversAll", Assert.Throws<ArgumentException>(() => recipe.Fit(once, all, heard)).Message);
    }

    [Fact]
    public void Factors_and_frames_of_another_catalogue_are_refused()
    {
        var recipe = new VanDenOord2013(Small);
        var (wmf, heard) = (new Wmf(Small.Wmf).Fit(Cold.Train), recipe.Hear(Cold.Train, Sound));
        var others = IdMap.Sequential(World.Tracks);
        var frames = ItemFrames.FromRows(others, new Matrix(World.Tracks, heard.Frames.Columns));
        var renamed = new WmfModel(wmf.UserFactors, wmf.ItemFactors, wmf.UserIds, others, wmf.Options);
        Assert.Contains("heard", Assert.Throws<ArgumentException>(() => recipe.Fit(Cold.Train, wmf, heard with { Frames = frames })).Message);
        Assert.Contains("wmf", Assert.Throws<ArgumentException>(() => recipe.Fit(Cold.Train, renamed, heard)).Message);
        var fewer = new WmfModel(new Matrix(3, 6), wmf.ItemFactors, IdMap.Sequential(3), wmf.ItemIds, wmf.Options);
        Assert.Contains("wmf", Assert.Throws<ArgumentException>(() => recipe.Fit(Cold.Train, fewer, heard)).Message);
    }

    private static bool[] Played(Interactions plays)
    {
        var played = new bool[plays.Items];
        for (int user = 0; user < plays.Users; user++) foreach (int item in plays.ItemsOf(user)) played[item] = true;
        return played;
    }
}
