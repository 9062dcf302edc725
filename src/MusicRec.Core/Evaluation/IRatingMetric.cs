namespace MusicRec.Evaluation;

/// <summary>An error of predicted ratings against true ones, pooled over all pairs. Stateless and thread-safe.</summary>
public interface IRatingMetric
{
    /// <summary>Name, unique within an evaluation.</summary>
    string Name { get; }

    /// <summary>The value over all pairs.</summary>
    /// <param name="truth">True ratings, at least one.</param>
    /// <param name="predicted">Predicted ratings, same length.</param>
    double Evaluate(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted);
}
