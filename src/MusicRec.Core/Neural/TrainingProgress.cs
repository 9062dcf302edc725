namespace MusicRec.Neural;

/// <summary>Where a training run stands: with weights and the optimiser's state, all that is needed to go on.</summary>
internal sealed class TrainingProgress
{
    public int Epoch { get; set; }

    /// <summary>Steps taken in this epoch.</summary>
    public int Batch { get; set; }

    /// <summary>Sum over this epoch's examples of their batch's loss.</summary>
    public double LossSum { get; set; }

    /// <summary>Mean loss of the last whole epoch; NaN before it.</summary>
    public double LastLoss { get; set; } = double.NaN;

    public double Best { get; set; } = double.PositiveInfinity;

    public int EpochsSinceBest { get; set; }

    /// <summary>Weights and buffers of the best epoch, in the order of parameters, then buffers; null before it.</summary>
    public float[][]? BestWeights { get; set; }
}
