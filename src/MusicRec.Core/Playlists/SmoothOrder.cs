using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Orders tracks so that neighbours sound alike: a short open path through the features, by nearest neighbours and then 2-opt exchanges
/// (Croes 1958) until none shortens it. The first track stays first.</summary>
public sealed class SmoothOrder : IPlaylistStage
{
    private readonly TrackVectors _vectors;
    private readonly int _passes;

    /// <summary>Makes the stage.</summary>
    /// <param name="features">What should change little from track to track, for instance tempo, energy, mood and key, each scaled to its
    /// importance; shape [items, features].</param>
    /// <param name="passes">Most passes over all pairs of positions.</param>
    public SmoothOrder(Matrix features, int passes = 50) => (_vectors, _passes) = (new(features), Require.Positive(passes));

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A track is not among the items whose features were given.</exception>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        RankedItem[] path = [.. Require.NotNull(tracks)];
        NearestNext(path);
        for (int pass = 0; pass < _passes && Exchange(path); pass++) { }
        return path;
    }

    private double Step(RankedItem x, RankedItem y) => _vectors.Distance(x.Item, y.Item);

    private void NearestNext(RankedItem[] path)
    {
        for (int i = 1; i < path.Length; i++)
        {
            int next = i;
            for (int j = i + 1; j < path.Length; j++)
                if (Step(path[i - 1], path[j]) < Step(path[i - 1], path[next])) next = j;
            (path[i], path[next]) = (path[next], path[i]);
        }
    }

    /// <summary>Turns parts round where that shortens the path; false where it nowhere does.</summary>
    private bool Exchange(RankedItem[] path)
    {
        bool shorter = false;
        for (int i = 1; i < path.Length - 1; i++)
        {
            for (int j = i + 1; j < path.Length; j++)
            {
                // ... a [i ... j] b ... becomes ... a [j ... i] b ...; the path is open, so there may be no b.
                double before = Step(path[i - 1], path[i]), after = Step(path[i - 1], path[j]);
                if (j + 1 < path.Length) (before, after) = (before + Step(path[j], path[j + 1]), after + Step(path[i], path[j + 1]));
                if (after >= before - 1e-9) continue;
                path.AsSpan(i..(j + 1)).Reverse();
                shorter = true;
            }
        }
        return shorter;
    }
}
