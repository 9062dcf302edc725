using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>A sequence model under test: a name and how to fit it.</summary>
internal sealed record Rival(string Name, Func<ItemSequences, IProgress<TrainingStep>?, ISequenceModel> Fit);

/// <summary>All models of the table. Their settings were chosen on the last tenth of the training sessions.</summary>
internal static class Rivals
{
    /// <summary>The models of the given names, or all; networks train so many epochs.</summary>
    public static List<Rival> All(string[] only, int epochs = 10)
    {
        List<Rival> all =
        [
            new("popularity", (data, progress) => new EventPopularity().Fit(data, progress)),
            new("markov", (data, progress) => new MarkovChain().Fit(data, progress)),
            new("association-rules", (data, progress) => new AssociationRules().Fit(data, progress)),
            new("sequential-rules", (data, progress) => new SequentialRules().Fit(data, progress)),
            new("stan", (data, progress) => new Stan().Fit(data, progress)),
            new("s-knn", (data, progress) => new Sknn().Fit(data, progress)),
            new("v-sknn", (data, progress) => new VSknn().Fit(data, progress)),
            new("gru4rec", (data, progress) => Network(data, epochs, progress)),
            new("v-sknn + sequential-rules", (data, _) => new Blend([new(new VSknn().Fit(data), 0.5), new(new SequentialRules().Fit(data), 0.5)])),
            new("blend", (data, progress) => new Blend([new(new VSknn().Fit(data), 0.5), new(new SequentialRules().Fit(data), 0.2),
                new(Network(data, epochs, progress), 0.5, BlendScale.Exponential)])),
        ];
        foreach (string name in only)
        {
            if (all.TrueForAll(rival => rival.Name != name))
                throw new ArgumentException($"There is no model '{name}'; there are {string.Join(", ", all.Select(rival => rival.Name))}.");
        }
        return only.Length == 0 ? all : [.. all.Where(rival => only.Contains(rival.Name))];
    }

    // The blend holds the network of the table, so that it is trained once.
    private static Gru4RecModel Network(ItemSequences data, int epochs, IProgress<TrainingStep>? progress)
    {
        if (Trained is { } known && ReferenceEquals(known.Data, data)) return known.Model;
        var model = new Gru4Rec(new Gru4RecOptions { Epochs = epochs }).Fit(data, progress);
        Trained = (data, model);
        return model;
    }

    private static (ItemSequences Data, Gru4RecModel Model)? Trained { get; set; }
}
