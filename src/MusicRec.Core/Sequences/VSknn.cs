namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="VSknn"/>.</summary>
public sealed record VSknnOptions : SessionKnnOptions
{
    /// <summary>Similarity of sessions, <see cref="SessionSimilarity.Cosine"/> (default) or <see cref="SessionSimilarity.Dot"/>.</summary>
    public SessionSimilarity Similarity
    {
        get;
        init => field = Require.Defined(value) is SessionSimilarity.Cosine or SessionSimilarity.Dot ? value : throw new ArgumentOutOfRangeException(
            nameof(Similarity), value, $"Similarity is {value}, which knows no item weights; use Cosine or Dot here, or Sknn.");
    } = SessionSimilarity.Cosine;

    /// <summary>How the weight of the current session's items falls from the last one to the first. Default <see cref="Decay.Reciprocal"/>.</summary>
    public Decay ItemWeighting { get; init => field = Require.Defined(value); } = Decay.Reciprocal;

    /// <summary>How a neighbour's weight falls with the step of the most recent shared item (1 is the current session's last event).
    /// Default <see cref="Decay.Reciprocal"/>.</summary>
    public Decay ScoreWeighting { get; init => field = Require.Defined(value); } = Decay.Reciprocal;

    /// <summary>Strength of rare items: scores are multiplied by 1 + IdfWeight ln(sessions / sessions with the item). Default 0.</summary>
    public double IdfWeight { get; init => field = Require.NotNegative(value); }

    /// <summary>In events: an item of a neighbour, d events from its last shared item, weighs exp(-|d| / DistanceDecay), as in
    /// <see cref="Stan"/>. Default 0, which switches it off.</summary>
    public double DistanceDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Weight of a neighbour's items before its last shared one, 0 to 1; those after it weigh 1. Default 1: the paper knows no order
    /// within neighbours.</summary>
    public double BehindWeight { get; init => field = Require.Between(value, 0, 1); } = 1;

    /// <summary>In sessions: a neighbour with n later sessions weighs 2^(-n / HalfLife), by the order of
    /// <see cref="SessionSampling.Recent"/>. Default 0, which switches it off.</summary>
    public double HalfLife { get; init => field = Require.NotNegative(value); }

    internal override KnnRule ToRule() => new(Neighbours, SampleSize, Candidates, HistoryItems)
    {
        Similarity = Similarity,
        ItemWeighting = ItemWeighting,
        ScoreWeighting = ScoreWeighting,
        IdfWeight = IdfWeight,
        DistanceDecay = DistanceDecay,
        BehindWeight = BehindWeight,
        HalfLife = HalfLife == 0 || Sampling == SessionSampling.Recent ? HalfLife
            : throw new ArgumentException(
                $"HalfLife is {HalfLife}, which needs sessions in the order of time: set Sampling to Recent, or HalfLife to 0."),
    };
}

/// <summary>Vector session nearest neighbours (V-SkNN): like <see cref="Sknn"/>, but recent items of the current session weigh more, in the
/// similarity and again in the scores. Ludewig and Jannach (User Modeling and User-Adapted Interaction 28, 2018).</summary>
public sealed class VSknn
{
    private readonly VSknnOptions _options;

    /// <summary>Chooses the settings.</summary>
    public VSknn(VSknnOptions? options = null) => _options = options ?? new();

    /// <summary>Indexes the sessions.</summary>
    public SessionKnnModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        SessionKnnModel.Fit(data, _options, progress, cancel);
}
