namespace MusicRec.Evaluation;

/// <summary>How many relevant items the perfect list is taken to hold: the quantity behind most differences between libraries.
/// R is the number of relevant items, k the cut-off.</summary>
public enum IdealLength
{
    /// <summary>min(k, R): the perfect list of length k scores 1. The usual choice today.</summary>
    AtMostCutoff = 0,

    /// <summary>R: a list shorter than R cannot score 1 (trec_eval's map, classical recall).</summary>
    Relevant = 1,

    /// <summary>The number of hits: only the order of what was found counts (the playlist challenge's rules text).</summary>
    Hits = 2,
}
