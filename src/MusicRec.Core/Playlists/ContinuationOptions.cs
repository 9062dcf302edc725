using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Settings of <see cref="PlaylistContinuation"/>.</summary>
public sealed record ContinuationOptions
{
    /// <summary>Tracks to add. Default 20.</summary>
    public int Tracks { get; init => field = Require.Positive(value); } = 20;

    /// <summary>How tracks are chosen. Default greedy.</summary>
    public ContinuationSearch Search { get; init => field = Require.Defined(value); }

    /// <summary>Continuations kept by <see cref="ContinuationSearch.Beam"/>. Default 8.</summary>
    public int Beams { get; init => field = Require.Between(value, 1, 1024); } = 8;

    /// <summary>Candidates at every step: the tracks of the largest scores. Default 100.</summary>
    public int Candidates { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Probabilities are softmax(score / temperature) over the candidates. 1 (default) suits models whose scores are log odds; small
    /// values are bold, large ones even.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether tracks of the history, or added ones, may come again. Default false.</summary>
    public bool AllowRepeats { get; init; }

    /// <summary>Tracks that may come; null (default) for all.</summary>
    public ItemMask? Allow { get; init; }

    /// <summary>Of <see cref="ContinuationSearch.Sample"/>. Same seed, same playlist.</summary>
    public ulong Seed { get; init; }
}
