using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Text;

namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="TitleFactors"/>.</summary>
public sealed record TitleFactorsOptions
{
    /// <summary>How titles become vectors. Bound their width by <see cref="TitleEncoderOptions.Buckets"/> or
    /// <see cref="TitleEncoderOptions.MaxFeatures"/> on large data: the fit takes 4 bytes times titles times features.</summary>
    public TitleEncoderOptions Encoder { get; init => field = Require.NotNull(value); } = new() { MaxFeatures = 4096 };

    /// <summary>Weight of |W|^2 in the map's ridge regression. Default 1.</summary>
    public double Lambda { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Threads to use, or 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>Titles to playlist factors by ridge regression, one row a different title with the mean factors of its playlists:
/// x(title) = W v(title) + b, score(i) = x(title) . y_i. A playlist with a title and no tracks is so placed among the factors of a collaborative
/// model, as van den Oord et al. (2013) place tracks by their sound.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class TitleFactors(TitleFactorsOptions? options = null)
{
    private readonly TitleFactorsOptions _options = options ?? new();

    /// <summary>Fits the map.</summary>
    /// <param name="playlists">Playlists with titles; those without are left out.</param>
    /// <param name="playlistFactors">Factors of the playlists, [playlists, factors], as the user factors of a model fitted on them.</param>
    /// <param name="itemFactors">Factors of the tracks, [items, factors].</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="MusicRecException">No playlist has a title.</exception>
    public TitleFactorModel Fit(EventSequences playlists, Matrix playlistFactors, Matrix itemFactors, CancellationToken cancel = default)
    {
        var groups = new TitleGroups(playlists);
        Require.Length(Require.NotNull(playlistFactors).Rows, playlists.Count, nameof(playlistFactors));
        Require.Length(Require.NotNull(itemFactors).Rows, playlists.Items, nameof(itemFactors));
        Require.Length(itemFactors.Columns, playlistFactors.Columns, nameof(itemFactors));
        var encoder = new TitleEncoder(_options.Encoder).Fit(groups.Titles);
        var means = new Matrix(groups.Titles.Count, playlistFactors.Columns);
        for (int t = 0; t < means.Rows; t++)
        {
            var mean = means.Row(t);
            foreach (int playlist in groups.Members[t])
                for (int k = 0; k < mean.Length; k++) mean[k] += playlistFactors[playlist][k] / groups.Members[t].Count;
        }
        var ridge = new RidgeRegression(new() { Lambda = _options.Lambda, Threads = _options.Threads });
        var map = ridge.Fit(encoder.Transform(groups.Titles), means, cancel);
        return new(encoder, map, itemFactors, playlists.ItemIds);
    }
}
