using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The formula of a session-neighbour model. S-kNN, V-SkNN and STAN are settings of it:
/// sim(S, N) = similarity(w, N) exp(-age(N) / AgeDecay),
/// score(i) = sum over neighbours N holding i of sim(S, N) step(N) exp(-|pos_N(i) - pos_N(shared)| / DistanceDecay) (1 + IdfWeight idf(i)).</summary>
/// <param name="Neighbours">k.</param>
/// <param name="SampleSize">Candidates compared.</param>
/// <param name="Candidates">Which sessions are candidates.</param>
/// <param name="HistoryItems">Last events that count, or 0.</param>
internal sealed record KnnRule(int Neighbours, int SampleSize, SessionCandidates Candidates, int HistoryItems)
{
    private const double SecondsADay = 86400;

    public SessionSimilarity Similarity { get; init; } = SessionSimilarity.Cosine;
    public Decay ItemWeighting { get; init; } = Decay.None;
    public Decay ScoreWeighting { get; init; } = Decay.None;
    public double IdfWeight { get; init; }
    public double PositionDecay { get; init; }
    public double AgeDecay { get; init; }
    public double DistanceDecay { get; init; }
    public double HalfLife { get; init; }
    public double BehindWeight { get; init; } = 1;

    /// <summary>Weight of the current session's item at position p of n, from 1.</summary>
    public double ItemWeight(int p, int n) =>
        PositionDecay > 0 ? Math.Exp((p - n) / PositionDecay) : Decays.AtPosition(ItemWeighting, p, n);

    /// <summary>Similarity from the sum of shared weights, the current session's norm and size, and the neighbour's size.</summary>
    public double Similar(double shared, double sumOfSquares, int current, int neighbour) => Similarity switch
    {
        SessionSimilarity.Cosine => shared / (Math.Sqrt(sumOfSquares) * Math.Sqrt(neighbour)),
        SessionSimilarity.CosineTimesSize => shared / (Math.Sqrt(sumOfSquares) * Math.Sqrt(neighbour)) * current,
        SessionSimilarity.Dot => shared / current,
        _ => shared / (current + neighbour - shared), // all weights are 1: shared counts items
    };

    /// <summary>Weight of a session that ended <paramref name="seconds"/> before now; sessions of the future count as of now.</summary>
    public double Age(long seconds) => AgeDecay > 0 ? Math.Exp(-Math.Max(0, seconds) / (AgeDecay * SecondsADay)) : 1;

    /// <summary>Weight of a session with so many later ones.</summary>
    public double Recency(int later) => HalfLife > 0 ? Math.Pow(2, -later / HalfLife) : 1;

    /// <summary>Whether items of a neighbour weigh by where they stand.</summary>
    public bool Places => DistanceDecay > 0 || BehindWeight != 1;

    /// <summary>Weight of an item some events after the neighbour's last shared item, or before where negative.</summary>
    public double Distance(int events) =>
        (events < 0 ? BehindWeight : 1) * (DistanceDecay > 0 ? Math.Exp(-Math.Abs(events) / DistanceDecay) : 1);

    public void Save(ModelFile file)
    {
        file.Set("neighbours", Neighbours);
        file.Set("sample_size", SampleSize);
        file.Set("candidates", (int)Candidates);
        file.Set("history_items", HistoryItems);
        file.Set("similarity", (int)Similarity);
        file.Set("item_weighting", (int)ItemWeighting);
        file.Set("score_weighting", (int)ScoreWeighting);
        file.Set("idf_weight", IdfWeight);
        file.Set("position_decay", PositionDecay);
        file.Set("age_decay", AgeDecay);
        file.Set("distance_decay", DistanceDecay);
        file.Set("half_life", HalfLife);
        file.Set("behind_weight", BehindWeight);
    }

    public static KnnRule Load(ModelFile file)
    {
        try
        {
            return new(Require.Positive(file.Get<int>("neighbours")), Require.Positive(file.Get<int>("sample_size")),
                Require.Defined((SessionCandidates)file.Get<int>("candidates")), Require.NotNegative(file.Get<int>("history_items")))
            {
                Similarity = Require.Defined((SessionSimilarity)file.Get<int>("similarity")),
                ItemWeighting = Require.Defined((Decay)file.Get<int>("item_weighting")),
                ScoreWeighting = Require.Defined((Decay)file.Get<int>("score_weighting")),
                IdfWeight = Require.NotNegative(file.Get<double>("idf_weight")),
                PositionDecay = Require.NotNegative(file.Get<double>("position_decay")),
                AgeDecay = Require.NotNegative(file.Get<double>("age_decay")),
                DistanceDecay = Require.NotNegative(file.Get<double>("distance_decay")),
                HalfLife = Require.NotNegative(file.Get<double>("half_life")),
                BehindWeight = Require.Between(file.Get<double>("behind_weight"), 0, 1),
            };
        }
        catch (ArgumentException e)
        {
            throw new MusicRecException($"The settings in the model file are damaged: {e.Message}", e);
        }
    }
}
