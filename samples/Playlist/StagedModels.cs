using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Playlists;
using MusicRec.Ranking;

namespace MusicRec.Samples;

/// <summary>Models that see titles, and two-stage continuation: candidates of several models, ordered by trees.</summary>
internal static class StagedModels
{
    private static readonly WmfOptions Factors = new() { Factors = 32, Sweeps = 8 };

    /// <summary>Titles by their nearest titles.</summary>
    public static IPlaylistModel TitleNeighbors(EventSequences lists) => new TitleNeighbors().Fit(lists);

    /// <summary>Titles by a map to playlist factors.</summary>
    public static IPlaylistModel TitleFactors(EventSequences lists)
    {
        var wmf = new Wmf(Factors).Fit(Plays(lists));
        return new TitleFactors().Fit(lists, wmf.UserFactors, wmf.ItemFactors);
    }

    /// <summary>Tracks that other playlists hold: neighbours, factors, titles, artists.</summary>
    public static TwoStageModel Warm(EventSequences lists, PlaylistData data, IReadOnlyList<SeedGroup> groups)
    {
        int[] artists = data.Artists;
        return new TwoStage(
            [
                new("item-knn", (known, cancel) => PlaylistModels.From(new ItemKnn().Fit(Plays(known), cancel: cancel), known.ItemIds)),
                new("wmf", (known, cancel) => PlaylistModels.From(new Wmf(Factors).Fit(Plays(known), cancel: cancel), known.ItemIds)),
                new("titles", (known, _) => TitleNeighbors(known)),
                new("artists", (known, _) => PlaylistModels.From(Scorers.SameArtist(artists), known.ItemIds)),
            ],
            new() { Groups = groups, LeastHidden = 10 })
        {
            WithoutTracks = new("titles", (known, _) => TitleFactors(known)),
        }.Fit(lists);
    }

    /// <summary>Tracks that no training playlist holds: artists and sound.</summary>
    public static TwoStageModel Cold(EventSequences lists, PlaylistData data, IReadOnlyList<SeedGroup> groups)
    {
        var (artists, audio) = (data.Artists, data.Audio);
        return new TwoStage(
            [
                new("artists", (known, _) => PlaylistModels.From(Scorers.SameArtist(artists), known.ItemIds)),
                new("sound", (known, _) => PlaylistModels.From(Scorers.NearAudio(audio), known.ItemIds)),
            ],
            new() { Groups = groups, LeastHidden = 10, Eligible = HiddenTracks.Unknown }).Fit(lists);
    }

    private static Interactions Plays(EventSequences lists) => lists.ToInteractions(DuplicatePolicy.Max);
}
