using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>A model that sees its users for the first time, as a recommender over the rows of their histories.</summary>
internal sealed class HistoryRecommender(IFoldIn model, Interactions histories) : IRecommender
{
    public IdMap UserIds => histories.UserIds;

    public IdMap ItemIds => (model as IRecommender)?.ItemIds ?? histories.ItemIds;

    public void Score(ReadOnlySpan<int> users, Span<float> scores) => model.ScoreHistories(histories, users, scores);
}
