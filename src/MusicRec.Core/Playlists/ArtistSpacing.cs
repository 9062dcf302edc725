using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Keeps tracks of one artist apart: at every position comes the first track left whose artist is not among the last ones. Tracks that
/// nowhere fit are left out. Tracks of unknown artists fit everywhere.</summary>
public sealed class ArtistSpacing : IPlaylistStage
{
    private readonly int[] _artists;
    private readonly int _gap, _most;

    /// <summary>Makes the stage.</summary>
    /// <param name="artists">Artist of each item, shape [items]; a negative value means unknown.</param>
    /// <param name="gap">Tracks of others between two of one artist, at least 1.</param>
    /// <param name="most">Most tracks of one artist, at least 1.</param>
    public ArtistSpacing(ReadOnlySpan<int> artists, int gap = 3, int most = int.MaxValue) =>
        (_artists, _gap, _most) = (artists.ToArray(), Require.Positive(gap), Require.Positive(most));

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A track is not among the items whose artists were given.</exception>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        var left = new LinkedList<RankedItem>(Require.NotNull(tracks));
        var (result, recent, count) = (new List<RankedItem>(), new Queue<int>(), new Dictionary<int, int>());
        for (var next = First(); next is not null; next = First())
        {
            int artist = Artist(next.Value);
            result.Add(next.Value);
            left.Remove(next);
            recent.Enqueue(artist);
            if (recent.Count > _gap) recent.Dequeue();
            count[artist] = count.GetValueOrDefault(artist) + 1;
        }
        return result;

        LinkedListNode<RankedItem>? First()
        {
            for (var node = left.First; node is not null; node = node.Next)
            {
                int artist = Artist(node.Value);
                if (artist < 0 || (!recent.Contains(artist) && count.GetValueOrDefault(artist) < _most)) return node;
            }
            return null;
        }
    }

    private int Artist(RankedItem track) => _artists[Require.Index(track.Item, _artists.Length)];
}
