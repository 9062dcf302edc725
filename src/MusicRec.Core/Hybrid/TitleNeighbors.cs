using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Text;

namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="TitleNeighbors"/>.</summary>
public sealed record TitleNeighborsOptions
{
    /// <summary>How titles become vectors.</summary>
    public TitleEncoderOptions Encoder { get; init => field = Require.NotNull(value); } = new();

    /// <summary>Different titles that count, the most similar. Default 50.</summary>
    public int Neighbors { get; init => field = Require.Positive(value); } = 50;

    /// <summary>Exponent of the similarity: larger ones leave more to the very nearest. Default 2.</summary>
    public double Power { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Exponent b of a track's playlists n_i, in [0, 1], by which its score is divided: 0 (default) favours tracks that are popular
    /// everywhere, 1 those that are popular here.</summary>
    public double PopularityPenalty { get; init => field = Require.Between(value, 0, 1); }
}

/// <summary>Tracks of playlists with like titles: score(i) = n_i^-b times the sum over the K nearest titles t of cos(title, t)^p c_ti, with c_ti the
/// playlists called t that hold track i. What a playlist with a title and no tracks gets; its tracks are not looked at.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class TitleNeighbors(TitleNeighborsOptions? options = null)
{
    private readonly TitleNeighborsOptions _options = options ?? new();

    /// <summary>Collects the tracks of every title.</summary>
    /// <param name="playlists">Playlists with titles; those without are left out.</param>
    /// <exception cref="MusicRecException">No playlist has a title.</exception>
    public TitleNeighborModel Fit(EventSequences playlists)
    {
        var groups = new TitleGroups(playlists);
        var encoder = new TitleEncoder(_options.Encoder).Fit(groups.Titles);
        var (offsets, columns, weights) = (new long[groups.Titles.Count + 1], new List<int>(), new List<float>());
        for (int t = 0; t < groups.Titles.Count; t++)
        {
            foreach (var (column, weight) in encoder.Encode(groups.Titles[t]))
            {
                columns.Add(column);
                weights.Add(weight);
            }
            offsets[t + 1] = columns.Count;
        }
        var titles = new Csr(groups.Titles.Count, encoder.Features, offsets, [.. columns], [.. weights]);
        var held = new double[playlists.Items];
        for (int p = 0; p < playlists.Count; p++)
            foreach (int track in playlists[p].ToArray().Distinct()) held[track]++;
        float[] scale = [.. held.Select(n => (float)Math.Pow(Math.Max(1, n), -_options.PopularityPenalty))];
        return new(encoder, titles.Transpose(), groups.Tracks(playlists), scale, _options.Neighbors, _options.Power, playlists.ItemIds);
    }
}
