using MusicRec.Sequences;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Sequences;

public abstract class ItemRuleContract : SequenceModelContract<ItemRuleModel>
{
    protected override void Save(ItemRuleModel model, Stream stream) => model.Save(stream);
    protected override ItemRuleModel Load(Stream stream) => ItemRuleModel.Load(stream);
}

public class EventPopularityContractTests : ItemRuleContract
{
    protected override bool LearnsOrder => false;
    protected override ItemRuleModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new EventPopularity().Fit(data, progress, cancel);
}

public class AssociationRulesContractTests : ItemRuleContract
{
    protected override bool LearnsOrder => false;
    protected override ItemRuleModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new AssociationRules().Fit(data, progress, cancel);
}

public class SequentialRulesContractTests : ItemRuleContract
{
    protected override ItemRuleModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new SequentialRules().Fit(data, progress, cancel);
}

public class MarkovChainContractTests : ItemRuleContract
{
    protected override ItemRuleModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new MarkovChain().Fit(data, progress, cancel);
}

public class SessionItemKnnContractTests : SequenceModelContract<ItemNeighborModel>
{
    protected override ItemNeighborModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new SessionItemKnn(new() { Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(ItemNeighborModel model, Stream stream) => model.Save(stream);
    protected override ItemNeighborModel Load(Stream stream) => ItemNeighborModel.Load(stream);
}

public class ArtistPopularityContractTests : SequenceModelContract<ArtistPopularityModel>
{
    protected override bool LearnsOrder => false;
    protected override ArtistPopularityModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new ArtistPopularity().Fit(data, [.. Enumerable.Range(0, data.Items).Select(item => item / 3 - 1)], progress, cancel);

    protected override void Save(ArtistPopularityModel model, Stream stream) => model.Save(stream);
    protected override ArtistPopularityModel Load(Stream stream) => ArtistPopularityModel.Load(stream);
}

public abstract class VariableOrderChainContract(ChainSmoothing smoothing) : SequenceModelContract<VariableOrderChainModel>
{
    protected override VariableOrderChainModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new VariableOrderChain(new() { Smoothing = smoothing }).Fit(data, progress, cancel);

    protected override void Save(VariableOrderChainModel model, Stream stream) => model.Save(stream);
    protected override VariableOrderChainModel Load(Stream stream) => VariableOrderChainModel.Load(stream);
}

public class WittenBellChainContractTests() : VariableOrderChainContract(ChainSmoothing.WittenBell);

public class KneserNeyChainContractTests() : VariableOrderChainContract(ChainSmoothing.KneserNey);

public abstract class SessionKnnContract : SequenceModelContract<SessionKnnModel>
{
    protected override bool LearnsOrder => false;
    protected override void Save(SessionKnnModel model, Stream stream) => model.Save(stream);
    protected override SessionKnnModel Load(Stream stream) => SessionKnnModel.Load(stream);
}

public class SknnContractTests : SessionKnnContract
{
    protected override SessionKnnModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Sknn().Fit(data, progress, cancel);
}

public class VSknnContractTests : SessionKnnContract
{
    protected override SessionKnnModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new VSknn().Fit(data, progress, cancel);
}

public class StanContractTests : SessionKnnContract
{
    protected override SessionKnnModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Stan().Fit(data, progress, cancel);
}

public abstract class MarkovFactorContract : SequenceModelContract<MarkovFactorModel>
{
    protected override void Save(MarkovFactorModel model, Stream stream) => model.Save(stream);
    protected override MarkovFactorModel Load(Stream stream) => MarkovFactorModel.Load(stream);
}

public class FpmcContractTests : MarkovFactorContract
{
    protected override MarkovFactorModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Fpmc(new() { Factors = 13, Epochs = 30 }).Fit(data, progress, cancel);
}

public class LatentMarkovEmbeddingContractTests : MarkovFactorContract
{
    protected override MarkovFactorModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new LatentMarkovEmbedding(new() { Dimensions = 13, Epochs = 30, Negatives = 7 }).Fit(data, progress, cancel);
}

public abstract class Gru4RecContract : SequenceModelContract<Gru4RecModel>
{
    protected abstract Gru4RecOptions Options { get; }

    protected override Gru4RecModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Gru4Rec(Options with { Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(Gru4RecModel model, Stream stream) => model.Save(stream);
    protected override Gru4RecModel Load(Stream stream) => Gru4RecModel.Load(stream);
}

public class Gru4RecContractTests : Gru4RecContract
{
    protected override Gru4RecOptions Options => new() { Units = 13, Epochs = 40, BatchSize = 5, Samples = 20, LearningRate = 0.1, Seed = 3 };
}

public class Gru4RecOfTwoLayersContractTests : Gru4RecContract
{
    protected override Gru4RecOptions Options => new()
    {
        Units = 16,
        Layers = 2,
        Epochs = 40,
        BatchSize = 4,
        Samples = 9,
        SharedEmbedding = false,
        Momentum = 0.3,
        LearningRate = 0.1,
        DropoutEmbedding = 0,
        DropoutHidden = 0,
    };
}

public abstract class SasRecContract : SequenceModelContract<SasRecModel>
{
    protected abstract SasRecOptions Options { get; }

    protected override SasRecModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new SasRec(Options with { Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(SasRecModel model, Stream stream) => model.Save(stream);
    protected override SasRecModel Load(Stream stream) => SasRecModel.Load(stream);
}

public class SasRecContractTests : SasRecContract
{
    protected override SasRecOptions Options => new() { Width = 13, MaxLength = 9, Epochs = 25, BatchSize = 8, Samples = 10, LearningRate = 0.005 };
}

public class SasRecOfThePaperContractTests : SasRecContract
{
    protected override SasRecOptions Options => new()
    {
        Width = 16,
        Heads = 2,
        Blocks = 1,
        MaxLength = 50,
        NormFirst = false,
        Loss = SequenceLoss.BinaryCrossEntropy,
        SampleAlpha = 0,
        Epochs = 100,
        BatchSize = 4,
        Dropout = 0,
        LearningRate = 0.005,
        ItemLearningRate = 0.1,
        Seed = 5,
    };
}

public abstract class SequenceNetworkContract : SequenceModelContract<SequenceNetworkModel>
{
    protected override void Save(SequenceNetworkModel model, Stream stream) => model.Save(stream);
    protected override SequenceNetworkModel Load(Stream stream) => SequenceNetworkModel.Load(stream);
}

public class NarmContractTests : SequenceNetworkContract
{
    protected override SequenceNetworkModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Narm(new() { Width = 13, MaxLength = 9, Epochs = 25, BatchSize = 8, Samples = 10, LearningRate = 0.005, Threads = threads })
            .Fit(data, progress, cancel);
}

public class Bert4RecContractTests : SequenceNetworkContract
{
    protected override SequenceNetworkModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Bert4Rec(new()
        {
            Width = 14,
            Epochs = 80,
            BatchSize = 8,
            Samples = 10,
            Dropout = 0.1,
            LearningRate = 0.005,
            ItemLearningRate = 0.05,
            HiddenShare = 0.2,
            LastShare = 0.5,
            Threads = threads,
        }).Fit(data, progress, cancel);
}

public class CaserContractTests : SequenceNetworkContract
{
    protected override SequenceNetworkModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new Caser(new() { Width = 9, Epochs = 25, BatchSize = 8, Samples = 10, Threads = threads })
            .Fit(data, progress, cancel);
}

public class SrGnnContractTests : SequenceNetworkContract
{
    protected override SequenceNetworkModel Fit(ItemSequences data, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel) =>
        new SrGnn(new() { Width = 13, MaxLength = 9, Epochs = 25, BatchSize = 8, Samples = 10, LearningRate = 0.005, Threads = threads })
            .Fit(data, progress, cancel);
}
