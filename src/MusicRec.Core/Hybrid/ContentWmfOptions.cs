using MusicRec.Factorization;

namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="ContentWmf"/>.</summary>
public sealed record ContentWmfOptions
{
    /// <summary>Factors, sweeps, confidence, seed, threads; its lambda is the users' l_theta (null: what <see cref="Wmf"/> would take). The solver is
    /// always the exact one and the penalty uniform; validation is not asked.</summary>
    public WmfOptions Factorization { get; init => field = Require.NotNull(value); } = new();

    /// <summary>Precision l_beta with which an item's factors follow its content. Null (default): the users' l_theta.</summary>
    public double? ItemPrecision { get; init => field = value is { } l ? Require.Positive(l, nameof(ItemPrecision)) : null; }

    /// <summary>Ridge l_W of the content map. Default 10, as the paper on its dense data.</summary>
    public double MapRegularization { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Whether the map has a free intercept, as the paper's code: the prior then draws items without telling content to their mean. Default
    /// true.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>The paper's settings on its dense data: 50 factors, binary counts with c = 1 + 2 ln(1 + 1e6), l_theta = l_W = 10, l_beta = 100, 10
    /// sweeps (Liang, Zhan, Ellis 2015).</summary>
    public static ContentWmfOptions Liang2015 => new()
    {
        Factorization = new()
        {
            Factors = 50,
            Sweeps = 10,
            Confidence = WmfConfidence.Binary,
            Alpha = 2 * Math.Log(1 + 1e6),
            Lambda = 10,
            Solver = WmfSolver.Cholesky,
        },
        ItemPrecision = 100,
        MapRegularization = 10,
    };
}
