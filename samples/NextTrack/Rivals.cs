using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>A sequence model under test: a name and how to fit it.</summary>
internal sealed record Rival(string Name, Func<ItemSequences, IProgress<TrainingStep>?, ISequenceModel> Fit);

/// <summary>All models of the table. Settings, and the weights of the blends (by <see cref="BlendSearch"/>), were chosen on the last 11,000
/// training sessions of #nowplaying; the test sessions decided nothing.</summary>
internal static class Rivals
{
    /// <summary>The models of the given names, or all; networks train so many epochs, or as many as is their default.</summary>
    public static List<Rival> All(string[] only, int? epochs = null)
    {
        Gru4RecModel? recurrent = null; // the blend holds the networks of the table, so that they are trained once
        SasRecModel? attentive = null;
        Gru4RecModel Recurrent(ItemSequences data, IProgress<TrainingStep>? progress) =>
            recurrent ??= new Gru4Rec(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress);
        SasRecModel Attentive(ItemSequences data, IProgress<TrainingStep>? progress) =>
            attentive ??= new SasRec(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress);
        List<Rival> all =
        [
            new("popularity", (data, progress) => new EventPopularity().Fit(data, progress)),
            new("markov", (data, progress) => new MarkovChain().Fit(data, progress)),
            new("markov, order 3", (data, progress) => new VariableOrderChain().Fit(data, progress)),
            new("item-knn", (data, progress) => new SessionItemKnn().Fit(data, progress)),
            new("association-rules", (data, progress) => new AssociationRules().Fit(data, progress)),
            new("sequential-rules", Rules),
            new("sequential-rules, several events", SoftRules),
            new("stan", (data, progress) => new Stan(new StanOptions { PositionDecay = 2, DistanceDecay = 5 }).Fit(data, progress)),
            new("s-knn", (data, progress) => new Sknn().Fit(data, progress)),
            new("v-sknn", Neighbours),
            new("v-sknn, ordered", Ordered),
            new("factorised-markov", (data, progress) => new Fpmc().Fit(data, progress)),
            new("latent-markov-embedding", (data, progress) => new LatentMarkovEmbedding().Fit(data, progress)),
            new("narm", (data, progress) => new Narm(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
            new("caser", (data, progress) => new Caser(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
            new("sr-gnn", (data, progress) => new SrGnn(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
            new("bert4rec", (data, progress) => new Bert4Rec(epochs is { } n ? new() { Epochs = n } : new()).Fit(data, progress)),
            new("gru4rec", Recurrent),
            new("sasrec", Attentive),
            new("v-sknn + sequential-rules", (data, progress) => new Blend([new(Neighbours(data, progress), 0.5), new(Rules(data, progress), 0.5)])),
            new("blend without networks", (data, progress) => new Blend([new(Neighbours(data, progress), 0.3), new(SoftRules(data, progress), 0.7)])),
            new("blend", (data, progress) => new Blend([new(Ordered(data, null), 0.125), new(SoftRules(data, null), 0.5),
                new(Recurrent(data, progress), 0.25, BlendScale.ReciprocalRank), new(Attentive(data, progress), 0.125, BlendScale.ReciprocalRank)])),
        ];
        foreach (string name in only)
        {
            if (all.TrueForAll(rival => rival.Name != name))
                throw new ArgumentException($"There is no model '{name}'; there are {string.Join(", ", all.Select(rival => rival.Name))}.");
        }
        return only.Length == 0 ? all : [.. all.Where(rival => only.Contains(rival.Name))];
    }

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
