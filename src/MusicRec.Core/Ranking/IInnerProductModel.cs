using MusicRec.Numerics;

namespace MusicRec.Ranking;

/// <summary>A model whose score is an inner product: score(u, i) = UserFactors[u] . ItemFactors[i]. Ranking then never writes all scores
/// down.</summary>
public interface IInnerProductModel : IRecommender
{
    /// <summary>One vector a user, shape [users, factors].</summary>
    Matrix UserFactors { get; }

    /// <summary>One vector an item, shape [items, factors].</summary>
    Matrix ItemFactors { get; }
}
