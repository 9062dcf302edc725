namespace MusicRec.Evaluation;

/// <summary>A quality of all users' lists together: how the catalogue is used. Stateless and thread-safe.</summary>
public interface ICatalogueMetric
{
    /// <summary>Name with cut-off and variant, unique within an evaluation.</summary>
    string Name { get; }

    /// <summary>Ranks of each list that are counted.</summary>
    int Cutoff { get; }

    /// <summary>The value over the catalogue.</summary>
    /// <param name="counts">How many lists hold each item within the cut-off, shape [items].</param>
    double Evaluate(ReadOnlySpan<long> counts);
}
