namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Sknn"/>.</summary>
public sealed record SknnOptions : SessionKnnOptions
{
    /// <summary>Similarity of item sets. Default <see cref="SessionSimilarity.Cosine"/>.</summary>
    public SessionSimilarity Similarity { get; init => field = Require.Defined(value); } = SessionSimilarity.Cosine;

    internal override KnnRule ToRule() => new(Neighbours, SampleSize, Candidates, HistoryItems) { Similarity = Similarity };
}

/// <summary>Session nearest neighbours (S-kNN): score(i) = sum of similarity(S, N) over the k most similar past sessions N that hold i.
/// Jannach and Ludewig (RecSys 2017).</summary>
public sealed class Sknn
{
    private readonly SknnOptions _options;

    /// <summary>Chooses the settings.</summary>
    public Sknn(SknnOptions? options = null) => _options = options ?? new();

    /// <summary>Indexes the sessions.</summary>
    public SessionKnnModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        SessionKnnModel.Fit(data, _options, progress, cancel);
}
