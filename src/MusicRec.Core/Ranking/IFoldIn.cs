using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>A model that can score items for listeners it was not fitted on, from their plays alone.</summary>
public interface IFoldIn
{
    /// <summary>Scores all items for some new users.</summary>
    /// <param name="histories">One row a new user; its columns are the model's items, in the model's order.</param>
    /// <param name="rows">Rows of <paramref name="histories"/> to score, shape [n].</param>
    /// <param name="scores">Filled with scores, shape [n, items], row-major; finite.</param>
    void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores);
}
