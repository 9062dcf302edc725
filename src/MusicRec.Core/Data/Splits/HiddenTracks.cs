namespace MusicRec.Data;

/// <summary>Which of the hidden tracks of a playlist must be found.</summary>
public enum HiddenTracks
{
    /// <summary>Those that a training playlist holds, as in the challenge, all of whose tracks are in its training data.</summary>
    Known,

    /// <summary>Those that no training playlist holds: they can be found by their attributes or sound alone.</summary>
    Unknown,

    /// <summary>All of them.</summary>
    All,
}
