using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>One of the first-stage models of <see cref="TwoStage"/>, and how to fit it on any playlists.</summary>
/// <param name="Name">Name of its features.</param>
/// <param name="Fit">Fits it on playlists, and on nothing else: it is called once a round without the playlists that are asked about, and once with
/// all.</param>
public sealed record CandidateSource(string Name, Func<EventSequences, CancellationToken, IPlaylistModel> Fit)
{
    /// <summary>Name of its features.</summary>
    public string Name { get; init => field = Require.NotNull(value); } = Require.NotNull(Name);

    /// <summary>Fits it.</summary>
    public Func<EventSequences, CancellationToken, IPlaylistModel> Fit { get; init => field = Require.NotNull(value); } = Require.NotNull(Fit);

    /// <summary>False: its scores are features, but it brings no candidates. Default true.</summary>
    public bool Recalls { get; init; } = true;
}
