namespace MusicRec.Evaluation;

/// <summary>A quality of one user's ranked list, against the items that were relevant to the user. Stateless and thread-safe; computed in
/// double.</summary>
public interface IMetric
{
    /// <summary>Name with cut-off and variant, such as "ndcg@10" or "map@10(relevant)". Unique within an evaluation.</summary>
    string Name { get; }

    /// <summary>Ranks the metric reads for a user with so many relevant items; <see cref="int.MaxValue"/> where it wants the whole ranking.</summary>
    int Depth(int relevant);

    /// <summary>The value of one list.</summary>
    /// <param name="ranked">Distinct item indices, best first; longer or shorter than <see cref="Depth"/> is allowed, missing ranks are
    /// misses.</param>
    /// <param name="relevant">Relevant item indices, strictly ascending.</param>
    /// <returns>The value; 0 for accuracy metrics where nothing is relevant.</returns>
    /// <exception cref="ArgumentException"><paramref name="relevant"/> does not ascend.</exception>
    double Evaluate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant);

    /// <summary>Weight of a user in the mean over users: 1 (each user counts the same) unless the metric pools users otherwise.</summary>
    double Weight(int relevant) => 1;
}
