namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="BlendSearch"/>.</summary>
public sealed record BlendSearchOptions
{
    /// <summary>Weights are multiples of 1 / Steps that add up to 1. Default 10: 11 trials of two models, 66 of three, 286 of four.</summary>
    public int Steps { get; init => field = Require.Between(value, 1, 100); } = 10;

    /// <summary>Cut-off of hit rate and reciprocal rank. Default 20.</summary>
    public int Cutoff { get; init => field = Require.Positive(value); } = 20;

    /// <summary>At most this many cases are looked at, drawn by the seed. Default 2000.</summary>
    public int Cases { get; init => field = Require.Positive(value); } = 2000;

    /// <summary>Seed of the draw of cases.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
