using MusicRec.Data;

namespace MusicRec.Sequences;

/// <summary>A fitted model that scores every item as the next one of a sequence. Immutable and safe to call from many threads at once.
/// Scores are only comparable within one row; higher is better.</summary>
public interface ISequenceModel
{
    /// <summary>External ids of the items the model can score, in the order of its item indices.</summary>
    IdMap ItemIds { get; }

    /// <summary>Histories that one call scores with the least work: 1 where rows share nothing, more where a matrix product serves them
    /// all. Who scores many histories asks in blocks of about so many.</summary>
    int RowsAtOnce => 4;

    /// <summary>Scores all items as the continuation of some histories.</summary>
    /// <param name="histories">Sequences in the model's item order; a row may be empty, repeat items, or hold items never seen in training.</param>
    /// <param name="rows">Rows of <paramref name="histories"/> to score, shape [n].</param>
    /// <param name="scores">Filled with scores, shape [n, ItemIds.Count], row-major; finite.</param>
    void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores);
}
