using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>The numbers behind the objective: sum over entries of c (p - x.y)^2, plus w0 (x.y)^2 over the pairs without an entry (or over all),
/// plus the penalties. A signed confidence is c where p = 1 and -c where p = 0.</summary>
internal sealed class WmfObjective(WmfOptions options)
{
    public WmfOptions Options { get; } = options;

    /// <summary>Weight the base term w0 Y'Y already gives to pairs with an entry, to be taken off their confidence.</summary>
    public double Counted => Options.UnobservedCoversAll ? 0 : Options.UnobservedWeight;

    public double Signed(double r)
    {
        double c = Options.Confidence switch
        {
            WmfConfidence.Log => 1 + Options.Alpha * Math.Log(1 + Math.Abs(r) / Options.Epsilon),
            WmfConfidence.Linear => 1 + Options.Alpha * Math.Abs(r),
            WmfConfidence.Binary => 1 + Options.Alpha,
            _ => Options.Alpha * Math.Abs(r),
        };
        return r > 0 ? c : -c;
    }

    /// <summary>Penalty of a row with some entries, some of them positive, against a side of N rows.</summary>
    public double Penalty(int entries, int positives, int others) => Options.Regularization switch
    {
        WmfRegularization.Frequency => Options.Lambda * Math.Pow(entries + Options.UnobservedWeight * others, Options.Nu),
        WmfRegularization.PositiveCount => Options.Lambda * Math.Pow(positives, Options.Nu),
        _ => Options.Lambda,
    };

    /// <summary>A matrix of weights as signed confidences.</summary>
    public Csr Signed(Csr weights)
    {
        var signed = new float[weights.Values.Length];
        const int chunk = 1 << 16;
        WorkerTeam.Shared.Run((signed.Length + chunk - 1) / chunk, WorkerTeam.Threads(Options.Threads), (c, _) =>
        {
            for (int e = c * chunk; e < Math.Min(signed.Length, c * chunk + chunk); e++) signed[e] = (float)Signed(weights.Values[e]);
        });
        return new Csr(weights.Rows, weights.Columns, weights.Offsets, weights.Indices, signed);
    }
}
