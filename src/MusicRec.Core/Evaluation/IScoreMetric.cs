namespace MusicRec.Evaluation;

/// <summary>A quality of a user's whole score vector, rather than of the list's head. Stateless and thread-safe; computed in double.</summary>
public interface IScoreMetric
{
    /// <summary>Name with its variant, unique within an evaluation.</summary>
    string Name { get; }

    /// <summary>The value for one user.</summary>
    /// <param name="scores">Score of every item.</param>
    /// <param name="relevant">Relevant item indices, strictly ascending, at least one.</param>
    /// <param name="grades">Weight of each relevant item, same length as <paramref name="relevant"/>.</param>
    /// <param name="excluded">Items that do not take part, ascending: usually the user's training rows. A relevant item always takes part.</param>
    double Evaluate(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, ReadOnlySpan<float> grades, ReadOnlySpan<int> excluded);

    /// <summary>Weight of a user in the mean over users: 1 unless the metric pools users otherwise.</summary>
    double Weight(ReadOnlySpan<float> grades) => 1;
}
