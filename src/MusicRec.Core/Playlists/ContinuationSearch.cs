namespace MusicRec.Playlists;

/// <summary>How a playlist is continued track by track.</summary>
public enum ContinuationSearch
{
    /// <summary>The most probable next track at every step.</summary>
    Greedy,

    /// <summary>Several continuations side by side; the one that is most probable as a whole.</summary>
    Beam,

    /// <summary>A track drawn by its probability at every step.</summary>
    Sample,
}
