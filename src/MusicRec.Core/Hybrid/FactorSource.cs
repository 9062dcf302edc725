namespace MusicRec.Hybrid;

/// <summary>Where an item's factors come from.</summary>
public enum FactorSource
{
    /// <summary>Fitted on the item's own plays.</summary>
    Warm = 0,

    /// <summary>Predicted from the item's content.</summary>
    Predicted = 1,

    /// <summary>Neither plays nor content: the mean of the warm items' factors.</summary>
    Fallback = 2,
}
