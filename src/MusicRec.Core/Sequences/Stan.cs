namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Stan"/>. A decay of 0 switches that weight off.</summary>
public sealed record StanOptions : SessionKnnOptions
{
    /// <summary>lambda_spw, in events: the current session's item at position p of n weighs exp((p - n) / lambda). Default 1.02.</summary>
    public double PositionDecay { get; init => field = Require.NotNegative(value); } = 1.02;

    /// <summary>lambda_snh, in days: a neighbour that ended t days before now weighs exp(-t / lambda). Default 5.
    /// Has no effect where sessions or histories carry no times.</summary>
    public double AgeDecay { get; init => field = Require.NotNegative(value); } = 5;

    /// <summary>lambda_inh, in events: an item of a neighbour, d events from its last shared item, weighs exp(-d / lambda). Default 2.05.</summary>
    public double DistanceDecay { get; init => field = Require.NotNegative(value); } = 2.05;

    internal override KnnRule ToRule() => new(Neighbours, SampleSize, Candidates, HistoryItems)
    {
        PositionDecay = PositionDecay,
        AgeDecay = AgeDecay,
        DistanceDecay = DistanceDecay,
    };
}

/// <summary>Sequence- and time-aware neighbourhood (STAN): session neighbours by weighted cosine, where weight falls with the position in the
/// current session, the age of the neighbour, and the distance from the shared item within it.
/// Garg, Gupta, Malhotra, Vig, Shroff (SIGIR 2019).</summary>
public sealed class Stan
{
    private readonly StanOptions _options;

    /// <summary>Chooses the settings.</summary>
    public Stan(StanOptions? options = null) => _options = options ?? new();

    /// <summary>Indexes the sessions.</summary>
    public SessionKnnModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        SessionKnnModel.Fit(data, _options, progress, cancel);
}
