using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Factorization;

public abstract class WmfContract(WmfSolver solver) : RecommenderContract<WmfModel>
{
    protected override bool FoldInEqualsScore => true;

    protected override WmfModel Fit(
        Interactions data, int threads = 0, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new Wmf(new WmfOptions { Solver = solver, Factors = 6, BlockSize = 4, Sweeps = 8, Lambda = 2, Threads = threads })
            .Fit(data, progress, cancel);

    protected override void Save(WmfModel model, Stream stream) => model.Save(stream);

    protected override WmfModel Load(Stream stream) => WmfModel.Load(stream);
}

public class WmfConjugateGradientContractTests() : WmfContract(WmfSolver.ConjugateGradient);

public class WmfCholeskyContractTests() : WmfContract(WmfSolver.Cholesky);

public class WmfBlockCoordinateContractTests() : WmfContract(WmfSolver.BlockCoordinate);
