using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Pipelines;
using MusicRec.Ranking;
using MusicRec.Simulation;

namespace MusicRec.Samples;

/// <summary>van den Oord, Dieleman, Schrauwen 2013: a fifth of the tracks is cold; they are ranked among themselves for each listener. MAP at 500 and
/// AUC, as in the paper.</summary>
internal sealed class VanDenOordSystem : ISimulatedSystem
{
    private const string Bound = "upper bound: plays known", Cnn = "CNN, squared error", CnnWpe = "CNN, weighted prediction";
    private const string Mlp = "MLP on bag of words", Linear = "linear on bag of words", Metric = "learned metric on bag of words";
    private const string Chance = "random", Shuffled = "CNN, sound shuffled";

    public string Name => "van-den-oord";

    public IEnumerable<Finding> Run(DemoCatalog world, ulong seed, bool quick)
    {
        var split = new ColdItemSplit { TestShare = 0.2, Seed = seed }.Apply(world.Plays);
        var (sound, settings) = (new AudioItems(world.ItemIds, world.Render), Factors(quick));
        var wmf = new Wmf(settings).Fit(split.Train);
        HeardItems mel = Recipe(quick, VanDenOord2013Predictor.Convolutions).Hear(split.Train, sound);
        HeardItems words = Recipe(quick, VanDenOord2013Predictor.WordsLinear).Hear(split.Train, sound);
        var shuffled = new HeardItems(mel.Frames.Swapped(Shuffle(world.Tracks)), mel.FrontEnd);
        IRecommender Fit(VanDenOord2013Predictor predictor, HeardItems heard, VanDenOord2013Objective objective = default) =>
            Recipe(quick, predictor, objective).Fit(split.Train, wmf, heard).ContentOnly;
        var table = Judge.Rank("van den Oord et al. 2013: new tracks, known by their sound", "van-den-oord-cold",
        [
            new(Chance, (train, _) => new RandomScores().Fit(train)),
            new(Linear, (_, _) => Fit(VanDenOord2013Predictor.WordsLinear, words)),
            new(Metric, (_, _) => Near(split.Train, words, quick)),
            new(Mlp, (_, _) => Fit(VanDenOord2013Predictor.WordsPerceptron, words)),
            new(Cnn, (_, _) => Fit(VanDenOord2013Predictor.Convolutions, mel)),
            new(CnnWpe, (_, _) => Fit(VanDenOord2013Predictor.Convolutions, mel, VanDenOord2013Objective.WeightedPrediction)),
            new(Shuffled, (_, _) => Fit(VanDenOord2013Predictor.Convolutions, shuffled)),
            new(Bound, (_, _) => new Wmf(settings).Fit(world.Plays)),
        ], split, new EvaluatorOptions
        {
            Metrics = [new AveragePrecision(500)],
            ScoreMetrics = [new Auc()],
            Candidates = new ItemMask(Judge.Items(split.Test), world.Tracks),
        });
        yield return new(table, [(Bound, Cnn), (Cnn, Mlp), (Mlp, Linear), (Linear, Chance), (Cnn, Shuffled)]);
    }

    /// <summary>The paper's metric learning to rank: a metric on bags of words, and the mean likeness to what a listener has played.</summary>
    private static MeanSimilarityModel Near(Interactions plays, HeardItems words, bool quick)
    {
        int columns = words.Frames.Columns;
        var all = new float[plays.Items * columns];
        for (int item = 0; item < plays.Items; item++) words.Frames[item].CopyTo(all.AsSpan(item * columns));
        var bags = Matrix.From(all, plays.Items, columns);
        var metric = new MetricLearningToRank(new() { Steps = quick ? 10 : 100 }).Fit(bags, plays);
        return new MeanSimilarity().Fit(plays, metric.Predict(bags));
    }

    private static WmfOptions Factors(bool quick) => new() { Factors = quick ? 8 : 16, Alpha = 2, Epsilon = 1e-6 };

    private static VanDenOord2013 Recipe(bool quick, VanDenOord2013Predictor predictor, VanDenOord2013Objective objective = default) => new(new()
    {
        Predictor = predictor,
        Objective = objective,
        Wmf = Factors(quick),
        Width = quick ? 0.0625 : 0.25,
        Words = new BagOfWordsOptions { Codewords = quick ? 100 : 1000, LearningFrames = quick ? 10_000 : 100_000 },
        Training = new EncoderOptions
        {
            Epochs = quick ? 4 : predictor == VanDenOord2013Predictor.WordsLinear ? 200 : 60,
            WeightDecay = predictor is VanDenOord2013Predictor.Convolutions ? 0 : 0.1,
        },
    });

    /// <summary>Each track's place taken by another: the order of a hash.</summary>
    private static int[] Shuffle(int count) => [.. Enumerable.Range(0, count).OrderBy(i =>
    {
        uint h = unchecked((uint)i * 0x9E3779B1);
        h = unchecked((h ^ (h >> 15)) * 0x85EBCA77);
        return h ^ (h >> 13);
    })];
}
