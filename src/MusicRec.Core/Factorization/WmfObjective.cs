using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>The numbers behind the objective: sum over entries of c (p - x.y)^2, plus w0 (x.y)^2 over the pairs without an entry (or over all),
/// plus the penalties. A signed confidence is c where p = 1 and -c where p = 0.</summary>
internal sealed class WmfObjective(WmfOptions options)
{
    private readonly double _lambda = options.Lambda ?? throw new ArgumentException("Lambda has no value.", nameof(options));

    public WmfOptions Options { get; } = options;

    /// <summary>Weight the base term w0 Y'Y already gives to pairs with an entry, to be taken off their confidence.</summary>
    public double Counted => Options.UnobservedCoversAll ? 0 : Options.UnobservedWeight;

    public double Signed(double r) => r > 0 ? Confidence(Options, r) : -Confidence(Options, r);

    public static double Confidence(WmfOptions options, double r) => options.Confidence switch
    {
        WmfConfidence.Log => 1 + options.Alpha * Math.Log(1 + Math.Abs(r) / options.Epsilon),
        WmfConfidence.Linear => 1 + options.Alpha * Math.Abs(r),
        WmfConfidence.Binary => 1 + options.Alpha,
        _ => options.Alpha * Math.Abs(r),
    };

    /// <summary>Penalty of a row with some entries, some of them positive, against a side of N rows.</summary>
    public double Penalty(int entries, int positives, int others) => Options.Regularization switch
    {
        WmfRegularization.Frequency => _lambda * Math.Pow(entries + Options.UnobservedWeight * others, Options.Nu),
        WmfRegularization.PositiveCount => _lambda * Math.Pow(positives, Options.Nu),
        _ => _lambda,
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
