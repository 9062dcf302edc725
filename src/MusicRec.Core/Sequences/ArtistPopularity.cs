namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="ArtistPopularity"/>.</summary>
public sealed record ArtistPopularityOptions
{
    /// <summary>Weight of popularity whoever the artist is, beside the share of the history that is by the item's artist: orders what the history
    /// says nothing about. Default 0.01.</summary>
    public double Everywhere { get; init => field = Require.NotNegative(value); } = 0.01;
}

/// <summary>The most played items of the history's artists: score(j) = n_j (share of the history by artist(j) + Everywhere), with n_j the events of
/// item j. After an empty history: popularity. "Same artist, greatest hits" of Bonnin and Jannach (ACM Computing Surveys 47, 2014). The grouping
/// may as well be albums or genres.</summary>
public sealed class ArtistPopularity
{
    private readonly ArtistPopularityOptions _options;

    /// <summary>Chooses the settings.</summary>
    public ArtistPopularity(ArtistPopularityOptions? options = null) => _options = options ?? new();

    /// <summary>Counts events.</summary>
    /// <param name="data">Training sequences.</param>
    /// <param name="artistOf">Artist of each item, any number from 0; -1 where unknown. Shape [items].</param>
    /// <param name="progress">Gets one report.</param>
    /// <param name="cancel">Stops the fit before it starts.</param>
    public ArtistPopularityModel Fit(
        ItemSequences data, ReadOnlySpan<int> artistOf, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.Length(artistOf.Length, Require.NotNull(data).Items, nameof(artistOf));
        foreach (int artist in artistOf) Require.Between(artist, -1, int.MaxValue, nameof(artistOf));
        cancel.ThrowIfCancellationRequested();
        var counts = new float[data.Items];
        for (int row = 0; row < data.Count; row++)
            foreach (int item in data[row]) counts[item]++;
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        return new(data.ItemIds, artistOf.ToArray(), counts, (float)_options.Everywhere);
    }
}
