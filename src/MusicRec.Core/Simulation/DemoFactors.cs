using MusicRec.Numerics;

namespace MusicRec.Simulation;

/// <summary>The hidden factors of genres, artists and tracks; docs/methods/demo-catalog.md.</summary>
internal sealed class DemoFactors
{
    public const int Count = 8, Genres = 10;
    private const double FromGenre = 0.75, OfArtist = 0.5, OfTrack = 0.43;

    public DemoFactors(ulong seed, int tracks)
    {
        (ArtistOf, FirstTrack) = Sizes(seed, tracks);
        int artists = FirstTrack.Length;
        (Genre, Artists, Tracks) = (new int[artists], new Matrix(artists, Count), new Matrix(tracks, Count));
        var centres = new double[Genres, Count];
        var random = DemoDraw.Of(seed, DemoStream.Genre);
        for (int g = 0; g < Genres; g++)
            for (int f = 0; f < Count; f++) centres[g, f] = random.Normal((ulong)(g * Count + f));
        for (int a = 0; a < artists; a++)
        {
            Genre[a] = DrawGenre(DemoDraw.Of(seed, DemoStream.ArtistGenre).Uniform((ulong)a));
            random = DemoDraw.Of(seed, DemoStream.Artist, a);
            for (int f = 0; f < Count; f++)
                Artists.Row(a)[f] = (float)(FromGenre * centres[Genre[a], f] + OfArtist * random.Normal((ulong)f));
        }
        for (int t = 0; t < tracks; t++)
        {
            random = DemoDraw.Of(seed, DemoStream.Track, t);
            for (int f = 0; f < Count; f++) Tracks.Row(t)[f] = (float)(Artists[ArtistOf[t]][f] + OfTrack * random.Normal((ulong)f));
        }
    }

    /// <summary>Artist of each track; the tracks of an artist are consecutive.</summary>
    public int[] ArtistOf { get; }

    /// <summary>First track of each artist.</summary>
    public int[] FirstTrack { get; }

    /// <summary>Genre of each artist.</summary>
    public int[] Genre { get; }

    /// <summary>Factors of artists, [artists, Count].</summary>
    public Matrix Artists { get; }

    /// <summary>Factors of tracks, [tracks, Count].</summary>
    public Matrix Tracks { get; }

    private static (int[] ArtistOf, int[] FirstTrack) Sizes(ulong seed, int tracks)
    {
        var (artistOf, first) = (new int[tracks], new List<int>());
        var random = DemoDraw.Of(seed, DemoStream.ArtistSize);
        for (int track = 0; track < tracks;)
        {
            int artist = first.Count, size = 3 + (int)(5 * random.Exponential((ulong)artist));
            first.Add(track);
            for (int end = Math.Min(tracks, track + size); track < end; track++) artistOf[track] = artist;
        }
        return (artistOf, [.. first]);
    }

    private static int DrawGenre(double uniform)
    {
        double total = 0;
        for (int g = 1; g <= Genres; g++) total += 1 / Math.Sqrt(g);
        double left = uniform * total;
        int genre = 0;
        while (genre < Genres - 1 && (left -= 1 / Math.Sqrt(genre + 1)) > 0) genre++;
        return genre;
    }
}
