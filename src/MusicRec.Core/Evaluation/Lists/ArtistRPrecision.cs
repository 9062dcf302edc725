namespace MusicRec.Evaluation;

/// <summary>R-precision with artist credit, of the RecSys Challenge 2018 (Million Playlist Dataset): with S the first R ranks,
/// (|S n G| + credit |artists(S) n artists(G)|) / R. Each artist counts once, also where a track of the artist was hit, as in the challenge's own
/// code;
/// so the value can exceed 1.</summary>
public sealed class ArtistRPrecision : IMetric
{
    private readonly int[] _artists;

    /// <summary>Takes the catalogue's artists.</summary>
    /// <param name="artists">Artist of each item, shape [items]; a negative value means unknown and earns no credit.</param>
    public ArtistRPrecision(ReadOnlySpan<int> artists) => _artists = artists.ToArray();

    /// <summary>Credit of an artist found, in [0, 1]. Default 0.25.</summary>
    public double Credit { get; init => field = Require.Between(value, 0, 1); } = 0.25;

    /// <inheritdoc/>
    public string Name => "r-precision(artist)";

    /// <inheritdoc/>
    public int Depth(int relevant) => relevant;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant)
    {
        Hits.RequireAscending(relevant);
        if (relevant.IsEmpty) return 0;
        var top = ranked[..Math.Min(ranked.Length, relevant.Length)];
        var wanted = new HashSet<int>();
        foreach (int item in relevant) wanted.Add(Artist(item));
        int artists = 0;
        foreach (int item in top)
        {
            if (Artist(item) >= 0 && wanted.Remove(Artist(item))) artists++;
        }
        return (Hits.Count(top, relevant) + Credit * artists) / relevant.Length;
    }

    private int Artist(int item) => _artists[Require.Index(item, _artists.Length)];
}
