namespace MusicRec.Evaluation;

/// <summary>How much less a lower rank counts.</summary>
public enum Discount
{
    /// <summary>1 / log2(rank + 1): 1, 0.631, 0.5, ... The usual choice.</summary>
    Log2 = 0,

    /// <summary>1, 1, then 1 / log2(rank): 1, 1, 0.631, 0.5, ... (Jarvelin and Kekalainen 2002, base 2; the playlist challenge's rules
    /// text).</summary>
    Jarvelin = 1,
}
