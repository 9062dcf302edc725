namespace MusicRec.Sequences;

/// <summary>Which sessions may become neighbours.</summary>
public enum SessionCandidates
{
    /// <summary>Sessions that hold the last item of the current session.</summary>
    LastItem = 0,

    /// <summary>Sessions that hold any item of the current session.</summary>
    AnyItem = 1,
}

/// <summary>Which candidates stay where there are more than <see cref="SessionKnnOptions.SampleSize"/>.</summary>
public enum SessionSampling
{
    /// <summary>The most recent ones: by the time of the last event, later rows first where times are equal or missing.</summary>
    Recent = 0,

    /// <summary>The first ones of one random order of all sessions, drawn when the model is fitted.</summary>
    Random = 1,
}

/// <summary>How alike the item sets of the current session S and a past session N are.</summary>
public enum SessionSimilarity
{
    /// <summary>sum of w_i over shared items / (sqrt(sum of w_i^2 over S) sqrt(|N|)); w_i are the weights of the current session's items.</summary>
    Cosine = 0,

    /// <summary>sum of w_i over shared items / |S|. "vec" in the literature.</summary>
    Dot = 1,

    /// <summary>|S and N| / |S or N|. Knows no weights.</summary>
    Jaccard = 2,

    /// <summary>The cosine times |S|, which session-rec's S-kNN computes: the same ranking, other sizes of the scores. Knows no weights.</summary>
    CosineTimesSize = 3,
}

/// <summary>Settings that all session-neighbour models share.</summary>
public abstract record SessionKnnOptions
{
    /// <summary>Number of neighbours, 1 or more. Default 100.</summary>
    public int Neighbours { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Candidates compared with the current session, 1 or more. Default 1000.</summary>
    public int SampleSize { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Which sessions are candidates. Default <see cref="SessionCandidates.AnyItem"/>.</summary>
    public SessionCandidates Candidates { get; init => field = Require.Defined(value); } = SessionCandidates.AnyItem;

    /// <summary>Which candidates stay. Default <see cref="SessionSampling.Recent"/>.</summary>
    public SessionSampling Sampling { get; init => field = Require.Defined(value); } = SessionSampling.Recent;

    /// <summary>Only this many last events of the current session count; 0 (default) counts all.</summary>
    public int HistoryItems { get; init => field = Require.NotNegative(value); }

    /// <summary>Seed of <see cref="SessionSampling.Random"/>.</summary>
    public ulong Seed { get; init; }

    internal abstract KnnRule ToRule();
}
