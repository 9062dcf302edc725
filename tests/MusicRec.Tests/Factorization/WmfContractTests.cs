using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Factorization;

public class WmfContractTests : RecommenderContract<WmfModel>
{
    protected override WmfModel Fit(Interactions data, int threads = 0, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new Wmf(new WmfOptions { Factors = 6, Sweeps = 8, Lambda = 2, Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(WmfModel model, Stream stream) => model.Save(stream);

    protected override WmfModel Load(Stream stream) => WmfModel.Load(stream);
}
