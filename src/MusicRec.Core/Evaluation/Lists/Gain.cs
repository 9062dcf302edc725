namespace MusicRec.Evaluation;

/// <summary>What a relevant item of grade g adds to the cumulated gain.</summary>
public enum Gain
{
    /// <summary>1 for every relevant item.</summary>
    Binary = 0,

    /// <summary>g itself (Jarvelin and Kekalainen 2002; trec_eval).</summary>
    Linear = 1,

    /// <summary>2^g - 1 (Burges et al. 2005); grades must be below 1024.</summary>
    Exponential = 2,
}
