namespace MusicRec.Neural;

/// <summary>How a <see cref="Trainer"/> trains.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the examples.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Examples per step; the last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 64;

    /// <summary>Decides the order of examples and what layers draw. The same seed gives the same bits on any number of threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>Longest gradient, all parameters as one vector; 0 for no limit.</summary>
    public double ClipNorm { get; init => field = Require.NotNegative(value); }

    /// <summary>Epochs without a better validation value before training ends; 0 for never. It needs a validation.</summary>
    public int Patience { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether the weights of the best validation value are restored at the end.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>Share of an exponential moving average of the weights that stays at each step, below 1; 0 for no average. With one, validation
    /// judges the average, and the average is what the module holds at the end.</summary>
    public double AverageDecay { get; init => field = value == 0 ? 0 : Require.Fraction(value); }

    /// <summary>Factor for the optimiser's learning rate by step, from 0.</summary>
    public Func<long, double> Schedule { get; init => field = Require.NotNull(value); } = Neural.Schedule.Constant;

    /// <summary>A file that training is written to, and resumed from where it exists, with the same seed, batch size and number of examples;
    /// null for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between checkpoints; one is also written at the end of each epoch.</summary>
    public int CheckpointEvery { get; init => field = Require.Positive(value); } = 1000;
}
