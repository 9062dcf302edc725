namespace MusicRec.Data;

/// <summary>A way to cut data into training and test parts. Deterministic: the same rule on the same data gives the same split, on any number of
/// threads.</summary>
public interface ISplitRule
{
    /// <summary>Cuts the data. Every entry lands in exactly one part, unless the rule says which it leaves out.</summary>
    Split Apply(Interactions data);
}
