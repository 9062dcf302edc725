using MusicRec.Data;

namespace MusicRec.Factorization;

/// <summary>The penalty that <see cref="Wmf"/> takes where the user names none: lambda = 0.14 S, with S the mean over listeners with plays of
/// sum_i max(c_ui - w0, 0), or of their number of plays where that is larger. The best lambda grows with what a listener's plays weigh
/// and not with the number of listeners: docs/decisions/0021-penalty-follows-the-data.md has the measurements.</summary>
internal static class WmfPenalty
{
    private const double Share = 0.14;

    /// <exception cref="ArgumentException">The penalty follows frequency, for which there is no such rule.</exception>
    public static WmfOptions Resolve(WmfOptions options, Interactions data)
    {
        if (options.Lambda is not null) return options;
        if (options.Regularization != WmfRegularization.Uniform)
            throw new ArgumentException(
                $"Lambda has a default for the uniform penalty only; set it for {options.Regularization} (iALS uses 0.001 to 0.1).", nameof(options));
        double total = 0;
        int listeners = 0;
        for (int user = 0; user < data.Users; user++)
        {
            var weights = data.WeightsOf(user);
            if (weights.IsEmpty) continue;
            double sum = 0;
            foreach (float r in weights) sum += Math.Max(WmfObjective.Confidence(options, r) - options.UnobservedWeight, 0);
            total += Math.Max(sum, weights.Length);
            listeners++;
        }
        return options with { Lambda = listeners == 0 ? Share : Share * total / listeners };
    }
}
