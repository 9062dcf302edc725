using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Neural;
using MusicRec.Pipelines;
using MusicRec.Simulation;

namespace MusicRec.Tests.Pipelines;

public class Wang2014Tests
{
    private static readonly DemoCatalog World = new(new DemoCatalogOptions { Tracks = 200, Users = 100, ClipSeconds = 11 });
    private static readonly Split Cold = new ColdItemSplit { TestShare = 0.2, Seed = 1 }.Apply(World.Plays);
    private static readonly Interactions Ratings = BinaryRatings.Draw(Cold.Train, seed: 3);
    private static readonly AudioItems Sound = new(World.ItemIds, item => item is 9 or >= 60
        ? throw new MusicRecException("lost") : World.Render(item));
    private static readonly Lazy<HeardItems> Heard = new(() => new Wang2014(Small).Hear(Ratings, Sound));

    private static Wang2014Options Small => new()
    {
        Components = 12,
        Layers = [16, 8],
        Pretraining = new() { Epochs = 2 },
        Training = new() { Epochs = 2, BatchSize = 100 },
        Users = new() { Factors = 3, Sweeps = 2 },
    };

    [Fact]
    public void Network_users_and_factors_come_out_whole_and_the_same_again()
    {
        Assert.Equal(2 * 12, Heard.Value.Frames[0].Length); // two clips of 5 s
        var (model, again) = (new Wang2014(Small).Fit(Ratings, Heard.Value), new Wang2014(Small).Fit(Ratings, Heard.Value));
        Assert.Equal((8, 8 + 1, 8 + 1 + 3), (model.Encoder.Dimension, model.ByContent.ItemFactors.Columns, model.Hybrid.ItemFactors.Columns));
        Assert.Equal([9, .. Enumerable.Range(60, 140)], model.Missing.Select(missing => missing.Item));
        for (int i = 0; i < World.Tracks; i++) Assert.Equal(model.Hybrid.ItemFactors[i].ToArray(), again.Hybrid.ItemFactors[i].ToArray());
        var cold = Enumerable.Range(0, World.Tracks).Where(i => Ratings.ByItem.RowCount(i) == 0).ToArray();
        Assert.NotEmpty(cold);
        Assert.All(cold, i => Assert.Equal([0, 0, 0], model.Hybrid.ItemFactors[i][9..].ToArray()));
    }

    [Fact]
    public void A_new_track_is_rated_by_its_sound_also_for_an_unknown_user()
    {
        var model = new Wang2014(Small).Fit(Ratings, Heard.Value);
        int track = 3;
        Assert.Equal(model.ByContent.Predict(5, track), model.Predict(5, World.Render(track)), 1e-4);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(-1, World.Render(track)));
        double mean = model.PredictForNewUser(World.Render(track));
        Assert.InRange(mean, -0.5, 1.5);
        Assert.NotEqual(mean, model.Predict(5, World.Render(track)));
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = Wang2014Model.Load(file);
        Assert.Equal(model.Encoder.Encode(World.Render(track)), loaded.Encoder.Encode(World.Render(track)));
        Assert.Equal(mean, loaded.PredictForNewUser(World.Render(track)));
        Assert.Equal((model.Predict(5, World.Render(track)), model.Hybrid.Predict(5, track)),
            (loaded.Predict(5, World.Render(track)), loaded.Hybrid.Predict(5, track)));
        Assert.Equal(model.Missing, loaded.Missing);
    }

    [Fact]
    public void Half_ones_and_half_zeros_give_the_papers_errors_of_a_constant_and_a_coin()
    {
        double constant = 0, coin = 0;
        for (int user = 0; user < Ratings.Users; user++)
        {
            for (int e = 0; e < Ratings.ItemsOf(user).Length; e++)
            {
                double truth = Ratings.WeightsOf(user)[e];
                constant += Math.Pow(0.5 - truth, 2) / Ratings.Count;
                coin += Math.Pow((user * 31 + Ratings.ItemsOf(user)[e] * 17) / 3 % 2 - truth, 2) / Ratings.Count;
            }
        }
        Assert.Equal(0.5, Math.Sqrt(constant), 1e-9);
        Assert.Equal(0.7071, Math.Sqrt(coin), 0.02);
    }

    [Fact]
    public void Pretrained_layers_are_those_of_the_belief_network()
    {
        Assert.Equal([[100], [300], [300], [300]], NetworkPlans.Wang2014().Shapes(1, 100));
        Assert.Throws<ArgumentException>(() => new Wang2014Options { Layers = [] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Wang2014Options { Layers = [0] });
        Assert.Equal(VisibleUnits.Bernoulli, new Wang2014Options().Pretraining.Visible); // the recipe itself makes the first layer Gaussian
    }
}
