namespace MusicRec.Sequences;

/// <summary>How a model's scores are made comparable before they are blended; each row of scores by itself.</summary>
public enum BlendScale
{
    /// <summary>Divided by the row's largest score, so that the best item has 1. Where a score is below 0, the row's least score is subtracted
    /// first, and the worst item has 0; a row of equal scores below 0 says nothing. For scores that are zero or above, as of neighbours and
    /// rules; of those below 0, <see cref="Exponential"/> makes shares.</summary>
    Maximum,

    /// <summary>e^(score - largest score): the shares of a softmax, divided by their maximum. For scores of networks.</summary>
    Exponential,

    /// <summary>20 / (20 + rank), rank 0 for the best (reciprocal rank fusion); 0 below the 1000 best and for the smallest score.</summary>
    ReciprocalRank,
}

/// <summary>A model and its share in a <see cref="Blend"/>.</summary>
/// <param name="Model">A fitted model.</param>
/// <param name="Weight">Its weight, 0 or more.</param>
/// <param name="Scale">How its scores are made comparable.</param>
public sealed record BlendPart(ISequenceModel Model, double Weight, BlendScale Scale = BlendScale.Maximum)
{
    /// <summary>The model.</summary>
    public ISequenceModel Model { get; init => field = Require.NotNull(value); } = Require.NotNull(Model);

    /// <summary>Weight, finite and not below 0.</summary>
    public double Weight { get; init => field = Require.NotNegative(value); } = Require.NotNegative(Weight);

    /// <summary>How scores are scaled.</summary>
    public BlendScale Scale { get; init => field = Require.Defined(value); } = Require.Defined(Scale);
}
