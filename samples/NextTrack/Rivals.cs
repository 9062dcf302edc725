using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>All models of the table. Settings, and the weights of the blends (by <see cref="BlendSearch"/>), were chosen on the last 11,000
/// training sessions of #nowplaying; the test sessions decided nothing.</summary>
internal static class Rivals
{
    /// <summary>The models of the given keys, or all; networks train so many epochs, or as many as is their default.</summary>
    public static List<Rival> All(IReadOnlyCollection<string> only, int? epochs = null)
    {
        var shared = new SharedFits();
        List<Rival> all = [.. Simple(), .. Networks(epochs, shared), .. Blends(epochs, shared)];
        foreach (string key in only)
        {
            if (all.TrueForAll(rival => rival.Key != key))
                throw new ArgumentException($"There is no model '{key}'; there are {string.Join(", ", all.Select(rival => rival.Key))}.");
        }
        return only.Count == 0 ? all : [.. all.Where(rival => only.Contains(rival.Key))];
    }

    /// <summary>What the blend is made of, with the scales it takes them at.</summary>
    public static List<(string Key, BlendScale Scale, Fit Fit)> Parts(int? epochs, SharedFits shared) =>
    [
        ("v-sknn-ordered", BlendScale.Maximum, Ordered),
        ("soft-rules", BlendScale.Maximum, SoftRules),
        ("gru4rec", BlendScale.ReciprocalRank, (data, progress) => shared.Take("gru4rec", () => Recurrent(epochs).Fit(data, progress))),
        ("sasrec", BlendScale.ReciprocalRank, (data, progress) => shared.Take("sasrec", () => Attentive(epochs).Fit(data, progress))),
    ];

    private static IEnumerable<Rival> Simple() =>
    [
        new("popularity", "popularity", (data, progress) => new EventPopularity().Fit(data, progress)),
        new("markov", "markov", (data, progress) => new MarkovChain().Fit(data, progress)),
        new("markov3", "markov, order 3", (data, progress) => new VariableOrderChain().Fit(data, progress)),
        new("item-knn", "item-knn", (data, progress) => new SessionItemKnn().Fit(data, progress)),
        new("association-rules", "association-rules", (data, progress) => new AssociationRules().Fit(data, progress)),
        new("sequential-rules", "sequential-rules", Rules),
        new("soft-rules", "sequential-rules, several events", SoftRules),
        new("stan", "stan", (data, progress) => new Stan(new StanOptions { PositionDecay = 2, DistanceDecay = 5 }).Fit(data, progress)),
        new("s-knn", "s-knn", (data, progress) => new Sknn().Fit(data, progress)),
        new("v-sknn", "v-sknn", Neighbours),
        new("v-sknn-ordered", "v-sknn, ordered", Ordered),
        new("fpmc", "factorised-markov", (data, progress) => new Fpmc().Fit(data, progress)),
        new("lme", "latent-markov-embedding", (data, progress) => new LatentMarkovEmbedding().Fit(data, progress)),
    ];

    private static IEnumerable<Rival> Networks(int? epochs, SharedFits shared) =>
    [
        new("narm", "narm", (data, progress) => new Narm(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
        new("caser", "caser", (data, progress) => new Caser(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
        new("sr-gnn", "sr-gnn", (data, progress) => new SrGnn(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
        new("bert4rec", "bert4rec", (data, progress) => new Bert4Rec(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
        .. Parts(epochs, shared).Where(part => part.Scale == BlendScale.ReciprocalRank)
            .Select(part => new Rival(part.Key, part.Key, part.Fit, shared)),
    ];

    private static IEnumerable<Rival> Blends(int? epochs, SharedFits shared)
    {
        double[] weights = [0.125, 0.5, 0.25, 0.125];
        return
        [
            new("half-half", "v-sknn + sequential-rules",
                (data, progress) => new Blend([new(Neighbours(data, progress), 0.5), new(Rules(data, progress), 0.5)])),
            new("light-blend", "blend without networks",
                (data, progress) => new Blend([new(Neighbours(data, progress), 0.3), new(SoftRules(data, progress), 0.7)])),
            new("blend", "blend", (data, progress) => new Blend(
                Parts(epochs, shared).Zip(weights, (part, weight) => new BlendPart(part.Fit(data, progress), weight, part.Scale))), shared),
        ];
    }

    private static Gru4Rec Recurrent(int? epochs) => new(epochs is { } n ? new() { Epochs = n } : new());

    private static SasRec Attentive(int? epochs) => new(epochs is { } n ? new() { Epochs = n } : new());

    private static SessionKnnModel Neighbours(ItemSequences data, IProgress<TrainingStep>? progress) =>
        new VSknn(new VSknnOptions { IdfWeight = 1, ItemWeighting = Decay.Logarithmic }).Fit(data, progress);

    private static SessionKnnModel Ordered(ItemSequences data, IProgress<TrainingStep>? progress) =>
        new VSknn(new VSknnOptions { IdfWeight = 1, DistanceDecay = 10, BehindWeight = 0.6, HalfLife = 100_000 }).Fit(data, progress);

    private static ItemRuleModel Rules(ItemSequences data, IProgress<TrainingStep>? progress) =>
        new SequentialRules(new SequentialRulesOptions { Weighting = Decay.Logarithmic }).Fit(data, progress);

    private static ItemRuleModel SoftRules(ItemSequences data, IProgress<TrainingStep>? progress) => new SequentialRules(new SequentialRulesOptions
    {
        Steps = 20,
        History = 10,
        BehindWeight = 0.3,
        Normalization = 0.8,
        HalfLife = 80_000,
    }).Fit(data, progress);
}
