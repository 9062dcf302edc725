using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Maximal marginal relevance (Carbonell, Goldstein 1998): takes, one by one, the track i with the largest
/// (1 - diversity) relevance(i) - diversity max_j cos(x_i, x_j) over the tracks j taken before. Relevance is the score, scaled to [0, 1] over the
/// candidates.</summary>
public sealed class MarginalRelevance : IPlaylistStage
{
    private readonly TrackVectors _vectors;
    private readonly double _diversity;
    private readonly int _count;

    /// <summary>Makes the stage.</summary>
    /// <param name="features">What tracks are compared by, shape [items, features].</param>
    /// <param name="diversity">0 for relevance alone, 1 for difference alone.</param>
    /// <param name="count">Tracks to take, at least 1; all where there are fewer.</param>
    public MarginalRelevance(Matrix features, double diversity = 0.3, int count = int.MaxValue) =>
        (_vectors, _diversity, _count) = (new(features), Require.Between(diversity, 0, 1), Require.Positive(count));

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A track is not among the items whose features were given.</exception>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        double[] relevance = Relevance(Require.NotNull(tracks)), nearest = new double[tracks.Count];
        Array.Fill(nearest, double.NegativeInfinity);
        var (result, taken) = (new List<RankedItem>(), new bool[tracks.Count]);
        while (result.Count < Math.Min(_count, tracks.Count))
        {
            int best = -1;
            double most = double.NegativeInfinity;
            for (int i = 0; i < tracks.Count; i++)
            {
                double value = (1 - _diversity) * relevance[i] - (result.Count == 0 ? 0 : _diversity * nearest[i]);
                if (!taken[i] && (best < 0 || value > most)) (best, most) = (i, value);
            }
            taken[best] = true;
            result.Add(tracks[best]);
            for (int i = 0; i < tracks.Count; i++)
                if (!taken[i]) nearest[i] = Math.Max(nearest[i], _vectors.Cosine(tracks[i].Item, tracks[best].Item));
        }
        return result;
    }

    /// <summary>Scores scaled to [0, 1]; all 1 where they are equal.</summary>
    internal static double[] Relevance(IReadOnlyList<RankedItem> tracks)
    {
        if (tracks.Count == 0) return [];
        double low = tracks.Min(t => t.Score), range = tracks.Max(t => t.Score) - low;
        return [.. tracks.Select(t => range > 0 ? (t.Score - low) / range : 1)];
    }
}
