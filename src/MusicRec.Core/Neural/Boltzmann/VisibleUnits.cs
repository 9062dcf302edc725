namespace MusicRec.Neural;

/// <summary>What the visible units of a restricted Boltzmann machine are.</summary>
public enum VisibleUnits
{
    /// <summary>0 or 1, or a probability between.</summary>
    Bernoulli,

    /// <summary>Real numbers of unit variance around their mean: standardise the data first.</summary>
    Gaussian,
}
