using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>A sequence model under test: a name and how to fit it.</summary>
internal sealed record Rival(string Name, Func<ItemSequences, IProgress<TrainingStep>?, ISequenceModel> Fit);

/// <summary>All models of the table. Settings of neighbours and rules were chosen on the last tenth of the training sessions;
/// the weights of the blends are plain, not tuned.</summary>
internal static class Rivals
{
    /// <summary>The models of the given names, or all; networks train so many epochs.</summary>
    public static List<Rival> All(string[] only, int epochs = 10)
    {
        Gru4RecModel? network = null; // the blend holds the network of the table, so that it is trained once
        Gru4RecModel Network(ItemSequences data, IProgress<TrainingStep>? progress) =>
            network ??= new Gru4Rec(new Gru4RecOptions { Epochs = epochs }).Fit(data, progress);
        List<Rival> all =
        [
            new("popularity", (data, progress) => new EventPopularity().Fit(data, progress)),
            new("markov", (data, progress) => new MarkovChain().Fit(data, progress)),
            new("markov, order 3", (data, progress) => new VariableOrderChain().Fit(data, progress)),
            new("item-knn", (data, progress) => new SessionItemKnn().Fit(data, progress)),
            new("association-rules", (data, progress) => new AssociationRules().Fit(data, progress)),
            new("sequential-rules", Rules),
            new("stan", (data, progress) => new Stan(new StanOptions { PositionDecay = 2, DistanceDecay = 5 }).Fit(data, progress)),
            new("s-knn", (data, progress) => new Sknn().Fit(data, progress)),
            new("v-sknn", Neighbours),
            new("v-sknn, ordered", Ordered),
            new("gru4rec", Network),
            new("sasrec", (data, progress) => new SasRec(new SasRecOptions { Epochs = epochs }).Fit(data, progress)),
            new("v-sknn + sequential-rules", (data, progress) => new Blend([new(Neighbours(data, progress), 0.5), new(Rules(data, progress), 0.5)])),
            new("blend", (data, progress) => new Blend([new(Neighbours(data, null), 0.5), new(Rules(data, null), 0.2),
                new(Network(data, progress), 0.5, BlendScale.Exponential)])),
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
}
