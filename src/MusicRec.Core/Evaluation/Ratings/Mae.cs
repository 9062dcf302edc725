namespace MusicRec.Evaluation;

/// <summary>Mean absolute error: mean |truth - predicted|.</summary>
public sealed class Mae : IRatingMetric
{
    /// <inheritdoc/>
    public string Name => "mae";

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted)
    {
        Require.Length(predicted.Length, Require.Positive(truth.Length), nameof(predicted));
        double sum = 0;
        for (int i = 0; i < truth.Length; i++) sum += Math.Abs(truth[i] - predicted[i]);
        return sum / truth.Length;
    }
}
