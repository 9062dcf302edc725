using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Samples.LastFm;

/// <summary>The models to compare.</summary>
internal static class Contenders
{
    /// <summary>All models, or those named.</summary>
    /// <param name="quick">Small and fast settings.</param>
    /// <param name="only">Names to keep; empty keeps all.</param>
    public static IReadOnlyList<Contender> All(bool quick, string[] only)
    {
        List<Contender> all = [.. Factorizations(quick), .. Neighbours(), .. Baselines()];
        if (only.FirstOrDefault(name => all.All(contender => contender.Name != name)) is { } unknown)
            throw new ArgumentException($"There is no model '{unknown}'; there are {string.Join(", ", all.Select(contender => contender.Name))}.");
        return only.Length == 0 ? all : [.. all.Where(contender => only.Contains(contender.Name))];
    }

    private static IEnumerable<Contender> Factorizations(bool quick)
    {
        int factors = quick ? 16 : 128;
        foreach (var (solver, name) in new[]
            { (WmfSolver.ConjugateGradient, "cg"), (WmfSolver.Cholesky, "cholesky"), (WmfSolver.BlockCoordinate, "ials++") })
        {
            var options = new WmfOptions { Factors = factors, Confidence = WmfConfidence.Log, Lambda = 60, Solver = solver };
            yield return new($"wmf-f{factors}-{name}", (train, progress) => new Wmf(options).Fit(train, progress));
        }
        yield return new("wmf-default", (train, progress) => new Wmf().Fit(train, progress));
        yield return new("bpr", (train, progress) => new Bpr(quick ? new BprOptions { Factors = 16, Epochs = 5 } : null).Fit(train, progress));
        // These two predict ratings, not choices: they are given 1 + log(1 + plays), and know nothing of what was not played.
        yield return new("pmf", (train, progress) => new Pmf().Fit(Confidence.Log(train), progress));
        yield return new("bayesian-pmf", (train, progress) =>
            new BayesianPmf(quick ? new BayesianPmfOptions { BurnIn = 2, Samples = 5 } : null).Fit(Confidence.Log(train), progress));
    }

    private static IEnumerable<Contender> Neighbours() =>
    [
        new("ease", (train, progress) => new Ease().Fit(train, progress)),
        new("item-knn", (train, progress) => new ItemKnn().Fit(train, progress)),
    ];

    private static IEnumerable<Contender> Baselines() =>
    [
        new("popularity", (train, progress) => new Popularity().Fit(train, progress)),
        new("random", (train, progress) => new RandomScores().Fit(train, progress)),
    ];
}
