namespace MusicRec.Factorization;

/// <summary>How a stored weight r (plays, a rating, -1 for a dislike) becomes the confidence c of its pair. The preference is 1 where r is above 0,
/// else 0,
/// so a negative weight says 'disliked, this surely'.</summary>
public enum WmfConfidence
{
    /// <summary>c = 1 + alpha ln(1 + |r| / epsilon). Plays are heavy-tailed: this is the safe choice for them.</summary>
    Log = 0,

    /// <summary>c = 1 + alpha |r| (Hu, Koren, Volinsky 2008).</summary>
    Linear = 1,

    /// <summary>c = 1 + alpha, whatever r.</summary>
    Binary = 2,

    /// <summary>c = alpha |r|: the stored weight is the confidence itself.</summary>
    AsGiven = 3,
}
