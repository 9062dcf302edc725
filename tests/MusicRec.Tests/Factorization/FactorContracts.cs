using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Factorization;

public class BprContractTests : RecommenderContract<BprModel>
{
    protected override BprModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new Bpr(new() { Factors = 8, Epochs = 60, NegativeCandidates = 1, Regularization = 0.02, Seed = 3 }).Fit(data, progress, cancel);

    protected override void Save(BprModel model, Stream stream) => model.Save(stream);

    protected override BprModel Load(Stream stream) => BprModel.Load(stream);
}

/// <summary>Without centring, pairs that were never seen stay near zero and those seen rise to one: taste, even from data of ones.</summary>
public class PmfContractTests : RecommenderContract<PmfModel>
{
    protected override PmfModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new Pmf(new() { Factors = 3, Epochs = 5, Centered = false, Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(PmfModel model, Stream stream) => model.Save(stream);

    protected override PmfModel Load(Stream stream) => PmfModel.Load(stream);
}

/// <summary>Explains the ratings that are there about their mean, so data of ones teach it nothing of taste.</summary>
public class BayesianPmfContractTests : RecommenderContract<BayesianPmfModel>
{
    protected override bool LearnsTaste => false;

    protected override BayesianPmfModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new BayesianPmf(new() { Factors = 3, BurnIn = 2, Samples = 5, Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(BayesianPmfModel model, Stream stream) => model.Save(stream);

    protected override BayesianPmfModel Load(Stream stream) => BayesianPmfModel.Load(stream);
}
