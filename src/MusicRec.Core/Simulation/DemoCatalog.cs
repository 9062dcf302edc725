using System.Globalization;
using MusicRec.Audio;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Simulation;

/// <summary>A simulated world for samples and tests, in which the truth is known: hidden factors decide how each track sounds, what is written about
/// it, and who plays it. Nothing in it is real. docs/methods/demo-catalog.md says how everything is made; the same options give the same bits, whole
/// or in part, at any number of threads. Safe to share between threads.</summary>
public sealed class DemoCatalog
{
    private readonly DemoFactors _factors;
    private readonly DemoSound[] _sounds;
    private readonly DemoSynth _synth;
    private readonly DemoWords _words;
    private readonly DemoListening _listening;
    private readonly Lazy<Interactions> _plays;
    private readonly Lazy<DemoSessions> _sessions;

    /// <summary>Makes the world; sound, plays and sessions are made when asked for.</summary>
    /// <param name="options">Size and seed; null for 400 tracks.</param>
    public DemoCatalog(DemoCatalogOptions? options = null)
    {
        Options = options ?? new();
        _factors = new DemoFactors(Options.Seed, Options.Tracks);
        _sounds = [.. Enumerable.Range(0, Tracks).Select(track => DemoSound.Of(_factors.Tracks[track], Options.Seed, track))];
        _synth = new DemoSynth(Options.Seed, Options.SampleRate, Options.ClipSeconds);
        _words = new DemoWords(Options.Seed, _factors);
        _listening = new DemoListening(Options.Seed, _factors);
        ItemIds = new IdMap(Enumerable.Range(1, Tracks).Select(track => track.ToString("'track'-00000", CultureInfo.InvariantCulture)));
        ArtistIds = new IdMap(Enumerable.Range(0, _factors.FirstTrack.Length).Select(_words.Name));
        UserIds = new IdMap(Enumerable.Range(1, Users).Select(user => user.ToString("'user'-00000", CultureInfo.InvariantCulture)));
        _plays = new(() => _listening.Plays(Users, UserIds, ItemIds));
        _sessions = new(() => new DemoSessions(Options.Seed, Plays, _listening, _sounds));
    }

    /// <summary>Size and seed.</summary>
    public DemoCatalogOptions Options { get; }

    /// <summary>Number of tracks.</summary>
    public int Tracks => Options.Tracks;

    /// <summary>Number of artists.</summary>
    public int Artists => _factors.FirstTrack.Length;

    /// <summary>Number of users.</summary>
    public int Users => Options.Users ?? Math.Min(50_000, 3 * Tracks);

    /// <summary>Ids of the tracks: "track-00001" and so on.</summary>
    public IdMap ItemIds { get; }

    /// <summary>Names of the artists.</summary>
    public IdMap ArtistIds { get; }

    /// <summary>Ids of the users: "user-00001" and so on.</summary>
    public IdMap UserIds { get; }

    /// <summary>Artist of each track.</summary>
    public ReadOnlySpan<int> ArtistOf => _factors.ArtistOf;

    /// <summary>The hidden factors of the tracks, [Tracks, 8]: what no model is shown.</summary>
    public Matrix Factors => _factors.Tracks;

    /// <summary>Play counts, users x tracks; every track is there, played or not.</summary>
    public Interactions Plays => _plays.Value;

    /// <summary>Sessions with times and skips; they hold all plays, and tracks that the radio brought.</summary>
    public DemoSessions Sessions => _sessions.Value;

    /// <summary>How a track sounds.</summary>
    public DemoSound SoundOf(int track) => _sounds[Require.Index(track, Tracks)];

    /// <summary>The sound itself: one channel, made anew at each call, in a few milliseconds.</summary>
    public AudioClip Render(int track) => new(Options.SampleRate, _synth.Render(track, SoundOf(track)));

    /// <summary>Tags of a track: some of its artist's, and words for its own sound. May be empty.</summary>
    public IReadOnlyList<string> TagsOf(int track) => _words.OfTrack(Require.Index(track, Tracks), SoundOf(track));

    /// <summary>Tags of an artist. May be empty.</summary>
    public IReadOnlyList<string> TagsOfArtist(int artist) => _words.OfArtist(Require.Index(artist, Artists));

    /// <summary>Two to four sentences about an artist.</summary>
    public string BiographyOf(int artist) => _words.Biography(Require.Index(artist, Artists));

    /// <summary>How much a track is to a user's taste, about standard normal over tracks: what no model is shown.</summary>
    public double Match(int user, int track) =>
        _listening.Match(_listening.Taste(Require.Index(user, Users)), Require.Index(track, Tracks));
}
