using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Sequences;

/// <summary>What to play next: top-K of a sequence model, under the rules of <see cref="Ranker"/>
/// (masks, ties, exactly min(K, eligible) items). Histories are scored in blocks on all cores.</summary>
public static class SequenceRanker
{
    /// <summary>The best next items of some histories.</summary>
    /// <param name="model">Any fitted sequence model.</param>
    /// <param name="histories">One list is made for each row.</param>
    /// <param name="options">K and masks; row r of <see cref="RankingOptions.Seen"/>, where given, is left out for history r.</param>
    /// <param name="allowRepeats">Whether items of the history may come again; default true. False fills <see cref="RankingOptions.Seen"/>.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>For each history exactly min(K, eligible) items by descending score, ties by lower item index.</returns>
    public static Rankings RecommendNext(ISequenceModel model, ItemSequences histories, RankingOptions? options = null,
        bool allowRepeats = true, CancellationToken cancel = default)
    {
        CheckItems(Require.NotNull(model), Require.NotNull(histories));
        options ??= new();
        if (!allowRepeats)
        {
            if (options.Seen is not null)
                throw new ArgumentException("Give either options.Seen or allowRepeats: false, not both; add the histories to Seen.", nameof(options));
            options = options with { Seen = AsInteractions(histories) };
        }
        int[] rows = [.. Enumerable.Range(0, histories.Count)];
        return Ranker.Recommend(new HistoriesAsUsers(model, histories), rows, options, cancel);
    }

    /// <summary>Refuses histories whose item order cannot be the model's.</summary>
    internal static void CheckItems(ISequenceModel model, ItemSequences histories)
    {
        if (histories.Items != model.ItemIds.Count)
        {
            throw new ArgumentException($"The histories have {histories.Items} items but the model has {model.ItemIds.Count}; " +
                "build them with the model's ItemIds.", nameof(histories));
        }
    }

    private static Interactions AsInteractions(ItemSequences histories)
    {
        var (users, items) = (new int[histories.Events], new int[histories.Events]);
        for (int row = 0, e = 0; row < histories.Count; row++)
            foreach (int item in histories[row]) (users[e], items[e++]) = (row, item);
        return Interactions.FromTriples(users, items, [], IdMap.Sequential(histories.Count), histories.ItemIds);
    }

    private sealed class HistoriesAsUsers(ISequenceModel model, ItemSequences histories) : IRecommender
    {
        public IdMap UserIds { get; } = IdMap.Sequential(histories.Count);
        public IdMap ItemIds => model.ItemIds;
        public void Score(ReadOnlySpan<int> users, Span<float> scores) => model.ScoreNext(histories, users, scores);
    }
}
