using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>A fitted model that scores every item for a user it knows. Immutable and safe to call from many threads at once.
/// Scores are only comparable within one user's row; higher is better.</summary>
public interface IRecommender
{
    /// <summary>External ids of the users the model was fitted on, in the order of its user indices.</summary>
    IdMap UserIds { get; }

    /// <summary>External ids of the items the model can score, in the order of its item indices.</summary>
    IdMap ItemIds { get; }

    /// <summary>Scores all items for some users.</summary>
    /// <param name="users">User indices, shape [n].</param>
    /// <param name="scores">Filled with scores, shape [n, ItemIds.Count], row-major; finite.</param>
    void Score(ReadOnlySpan<int> users, Span<float> scores);
}
