namespace MusicRec.Evaluation;

/// <summary>Root mean squared error: sqrt(mean (truth - predicted)^2).</summary>
public sealed class Rmse : IRatingMetric
{
    /// <inheritdoc/>
    public string Name => "rmse";

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        Require.Length(predicted.Length, Require.Positive(truth.Length), nameof(predicted));
        double sum = 0;
        for (int i = 0; i < truth.Length; i++) sum += (truth[i] - predicted[i]) * (truth[i] - predicted[i]);
        return Math.Sqrt(sum / truth.Length);
    }
}
