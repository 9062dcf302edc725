using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>What a catalogue says of its tracks, whoever plays them: artist, album, duration, sound. Each part may be missing. Immutable and safe
/// to share between threads.</summary>
public sealed class TrackAttributes
{
    private readonly int[] _artists, _albums;
    private readonly double[] _seconds;

    /// <summary>Copies the parts.</summary>
    /// <param name="count">Number of tracks.</param>
    /// <param name="artists">Artist of each track, any numbers from 0, shape [count]; a negative number means unknown. Empty: all unknown.</param>
    /// <param name="albums">Album of each track, likewise.</param>
    /// <param name="seconds">Duration of each track in seconds, shape [count]; NaN or 0 means unknown. Empty: all unknown.</param>
    /// <param name="audio">Features of each track, shape [count, features], finite; columns of like spread, since distances are taken. Or
    /// null.</param>
    /// <exception cref="ArgumentException">A part has another length than <paramref name="count"/>, or the audio is not finite.</exception>
    public TrackAttributes(int count, ReadOnlySpan<int> artists = default, ReadOnlySpan<int> albums = default,
        ReadOnlySpan<double> seconds = default, Matrix? audio = null)
    {
        Count = Require.NotNegative(count);
        if (!artists.IsEmpty) Require.Length(artists.Length, count, nameof(artists));
        if (!albums.IsEmpty) Require.Length(albums.Length, count, nameof(albums));
        if (!seconds.IsEmpty) Require.Length(seconds.Length, count, nameof(seconds));
        (_artists, _albums, _seconds, Audio) = (artists.ToArray(), albums.ToArray(), seconds.ToArray(), audio);
        if (audio is null) return;
        Require.Length(audio.Rows, count, nameof(audio));
        for (int i = 0; i < count; i++)
            if (audio[i].ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                throw new ArgumentException($"The audio of track {i} is not finite.", nameof(audio));
    }

    /// <summary>Number of tracks.</summary>
    public int Count { get; }

    /// <summary>Artist of each track, negative where unknown; empty where no artist is known.</summary>
    public ReadOnlySpan<int> Artists => _artists;

    /// <summary>Album of each track, negative where unknown; empty where no album is known.</summary>
    public ReadOnlySpan<int> Albums => _albums;

    /// <summary>Duration of each track in seconds; empty where no duration is known.</summary>
    public ReadOnlySpan<double> Seconds => _seconds;

    /// <summary>Features of the tracks' sound, shape [tracks, features]; null where there are none.</summary>
    public Matrix? Audio { get; }

    /// <summary>Artist of a track, -1 where unknown.</summary>
    public int ArtistOf(int track) => Of(_artists, track);

    /// <summary>Album of a track, -1 where unknown.</summary>
    public int AlbumOf(int track) => Of(_albums, track);

    private int Of(int[] part, int track)
    {
        Require.Index(track, Count);
        return part.Length == 0 ? -1 : Math.Max(-1, part[track]);
    }
}
