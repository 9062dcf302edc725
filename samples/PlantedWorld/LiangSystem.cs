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

/// <summary>Liang, Zhan, Ellis 2015: out of the matrix, a fifth of the tracks ranked among themselves; in the matrix, a fifth of each listener's
/// plays. The network sees the tags of training tracks alone.</summary>
internal sealed class LiangSystem : ISimulatedSystem
{
    private const string Chance = "random", Wmf = "WMF", Shallow = "CF + shallow", Deep = "CF + deep", Bound = "upper bound: plays known";

    public string Name => "liang";

    public IEnumerable<Finding> Run(DemoCatalog world, ulong seed, bool quick)
    {
        var sound = new AudioItems(world.ItemIds, world.Render);
        var cold = new ColdItemSplit { TestShare = 0.2, Seed = seed }.Apply(world.Plays);
        var heard = Recipe(quick, default).Hear(cold.Train, sound);
        Matrix tags = Tags(world, cold.Train);
        IRecommender Fit(Liang2015Content content, Interactions train) => Recipe(quick, content).Fit(train, heard, tags).Recommender;
        var wmf = Prior(quick).Factorization;
        var outside = Judge.Rank("Liang et al. 2015: out of the matrix", "liang-cold",
        [
            new(Chance, (train, _) => new RandomScores().Fit(train)),
            new(Shallow, (train, _) => Fit(Liang2015Content.Shallow, train)),
            new(Deep, (train, _) => Fit(Liang2015Content.Deep, train)),
            new(Bound, (_, _) => new Wmf(wmf).Fit(world.Plays)),
        ], cold, Metrics(new ItemMask(Judge.Items(cold.Test), world.Tracks)),
            $"{tags.Columns} tags; the network sees those of training tracks alone.");
        yield return new(outside, [(Bound, Deep), (Deep, Shallow), (Shallow, Chance)]);

        var warm = new PerUserSplit { TestShare = 0.2, Seed = seed }.Apply(world.Plays);
        var inside = Judge.Rank("Liang et al. 2015: in the matrix", "liang-warm",
        [
            new(Chance, (train, _) => new RandomScores().Fit(train)),
            new(Wmf, (train, _) => new Wmf(wmf).Fit(train)),
            new(Shallow, (train, _) => Fit(Liang2015Content.Shallow, train)),
            new(Deep, (train, _) => Fit(Liang2015Content.Deep, train)),
        ], warm, Metrics(null), "The paper finds the three alike: content changes nothing where there are plays.");
        yield return new(inside, [(Wmf, Chance)]);
    }

    private static EvaluatorOptions Metrics(ItemMask? candidates) => new()
    {
        Metrics = [new Ndcg(100), new Recall(20), new Recall(40)],
        Candidates = candidates,
    };

    private static ContentWmfOptions Prior(bool quick) => ContentWmfOptions.Liang2015 with
    {
        Factorization = ContentWmfOptions.Liang2015.Factorization with { Factors = quick ? 8 : 16 },
    };

    private static Liang2015 Recipe(bool quick, Liang2015Content content) => new(new()
    {
        Content = content,
        Width = quick ? 0.05 : 0.5,
        Words = BagOfWordsOptions.Liang2015 with { Codewords = quick ? 100 : 1024, LearningFrames = quick ? 10_000 : 100_000 },
        Training = new Liang2015Options().Training with { Epochs = quick ? 5 : 50 },
        Factorization = Prior(quick),
    });

    // Rows of zeros for tracks that nobody has played in training.
    private static Matrix Tags(DemoCatalog world, Interactions train)
    {
        string[] words = [.. Enumerable.Range(0, world.Tracks).SelectMany(world.TagsOf).Distinct().Order(StringComparer.Ordinal)];
        var values = new float[world.Tracks * words.Length];
        foreach (int track in Judge.Items(train))
            foreach (string tag in world.TagsOf(track)) values[track * words.Length + Array.IndexOf(words, tag)] = 1;
        return Matrix.From(values, world.Tracks, words.Length);
    }
}
