using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Pipelines;
using MusicRec.Ranking;
using MusicRec.Simulation;

namespace MusicRec.Samples;

/// <summary>van den Oord, Dieleman, Schrauwen 2013 on the simulated world: a fifth of the tracks is cold; they are ranked among
/// themselves for each listener. MAP at 500 and AUC, as in the paper.</summary>
internal sealed class VanDenOordTable(int? tracks, ulong seed, bool quick)
{
    private const string Bound = "upper bound: plays known", Cnn = "CNN, squared error", CnnWpe = "CNN, weighted prediction";
    private const string Mlp = "MLP on bag of words", Linear = "linear on bag of words", Chance = "random", Shuffled = "CNN, sound shuffled";

    private readonly DemoCatalog _world = new(new DemoCatalogOptions { Tracks = tracks ?? (quick ? 200 : 600), Seed = seed });
    private readonly WmfOptions _wmf = new() { Factors = quick ? 8 : 16, Alpha = 2, Epsilon = 1e-6 };

    /// <summary>Which model the paper finds better than which.</summary>
    public IReadOnlyList<(string Better, string Worse)> Expected { get; } =
        [(Bound, Cnn), (Cnn, Mlp), (Mlp, Linear), (Linear, Chance), (Cnn, Shuffled)];

    /// <summary>Fits and judges every row.</summary>
    public IReadOnlyList<Outcome> Run()
    {
        Screen.Describe(_world.Plays, $"Simulated: {_world.Tracks} tracks by {_world.Artists} artists; a fifth of the tracks is cold.");
        var split = new ColdItemSplit { TestShare = 0.2, Seed = seed }.Apply(_world.Plays);
        int[] cold = [.. Enumerable.Range(0, split.Test.Users).SelectMany(user => split.Test.ItemsOf(user).ToArray()).Distinct()];
        var sound = new AudioItems(_world.ItemIds, _world.Render);
        var wmf = new Wmf(_wmf).Fit(split.Train);
        HeardItems mel = Recipe(VanDenOord2013Predictor.Convolutions).Hear(split.Train, sound);
        HeardItems words = Recipe(VanDenOord2013Predictor.WordsLinear).Hear(split.Train, sound);
        var shuffled = new HeardItems(mel.Frames.Swapped(Shuffle(_world.Tracks)), mel.FrontEnd);
        IRecommender Fit(VanDenOord2013Predictor predictor, HeardItems heard, VanDenOord2013Objective objective = default) =>
            Recipe(predictor, objective).Fit(split.Train, wmf, heard).ContentOnly;
        return Screen.Compare(
        [
            new(Chance, (train, _) => new RandomScores().Fit(train)),
            new(Linear, (_, _) => Fit(VanDenOord2013Predictor.WordsLinear, words)),
            new(Mlp, (_, _) => Fit(VanDenOord2013Predictor.WordsPerceptron, words)),
            new(Cnn, (_, _) => Fit(VanDenOord2013Predictor.Convolutions, mel)),
            new(CnnWpe, (_, _) => Fit(VanDenOord2013Predictor.Convolutions, mel, VanDenOord2013Objective.WeightedPrediction)),
            new(Shuffled, (_, _) => Fit(VanDenOord2013Predictor.Convolutions, shuffled)),
            new(Bound, (_, _) => new Wmf(_wmf).Fit(_world.Plays)),
        ], split, new EvaluatorOptions
        {
            Metrics = [new AveragePrecision(500)],
            ScoreMetrics = [new Auc()],
            Candidates = new ItemMask(cold, _world.Tracks),
        });
    }

    private VanDenOord2013 Recipe(VanDenOord2013Predictor predictor, VanDenOord2013Objective objective = default) => new(new VanDenOord2013Options
    {
        Predictor = predictor,
        Objective = objective,
        Wmf = _wmf,
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
