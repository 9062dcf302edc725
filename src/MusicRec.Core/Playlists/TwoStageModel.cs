using MusicRec.Boosting;
using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>A fitted first-stage model in a <see cref="TwoStageModel"/>.</summary>
/// <param name="Name">Name of its features.</param>
/// <param name="Model">The model.</param>
/// <param name="Recalls">Whether it brings candidates.</param>
public sealed record CandidateModel(string Name, IPlaylistModel Model, bool Recalls = true);

/// <summary>A fitted <see cref="TwoStage"/>: the candidates of all sources ordered by the trees, before all other tracks, which stand in order of
/// the sources' mean standard scores. Its parts are kept, not the whole: save the sources and <see cref="Trees"/>, and put them together again by
/// the constructor. Immutable and safe to share between threads.</summary>
public sealed class TwoStageModel : IPlaylistModel
{
    private readonly CandidateModel[] _sources;
    private readonly int _candidates;
    private readonly ulong[] _eligible;

    /// <summary>Puts a model together from its parts.</summary>
    /// <param name="sources">The first stage, in the order of the fit.</param>
    /// <param name="features">Counts on the training playlists.</param>
    /// <param name="trees">The second stage.</param>
    /// <param name="options">The settings of the fit: candidates and which tracks are eligible.</param>
    /// <param name="withoutTracks">Who answers for playlists that show no track; null: the two stages too.</param>
    /// <exception cref="ArgumentException">The models know different items, or the trees want other features.</exception>
    public TwoStageModel(IEnumerable<CandidateModel> sources, PlaylistFeatures features, LambdaMartModel trees, TwoStageOptions? options = null,
        IPlaylistModel? withoutTracks = null) : this([.. Require.NotNull(sources)], Require.NotNull(features), options ?? new())
    {
        (Trees, WithoutTracks) = (Require.NotNull(trees), withoutTracks);
        Require.Length(trees.Features, FeatureNames.Count, nameof(trees));
        if (withoutTracks is not null) Require.Length(withoutTracks.ItemIds.Count, ItemIds.Count, nameof(withoutTracks));
    }

    /// <summary>The first stage alone.</summary>
    internal TwoStageModel(CandidateModel[] sources, PlaylistFeatures features, TwoStageOptions options)
    {
        (_sources, Counts, _candidates, ItemIds) = (sources, features, options.Candidates, features.ItemIds);
        if (_sources.All(source => !source.Recalls)) throw new ArgumentException("No source brings candidates; give at least one.", nameof(sources));
        foreach (var source in _sources) Require.Length(source.Model.ItemIds.Count, ItemIds.Count, nameof(sources));
        int[] eligible = [.. Enumerable.Range(0, ItemIds.Count)
            .Where(track => options.Eligible == HiddenTracks.All || features.IsKnown(track) == (options.Eligible == HiddenTracks.Known))];
        _eligible = new ItemMask(eligible, ItemIds.Count).Words.ToArray();
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>The second stage; null while it is being fitted.</summary>
    public LambdaMartModel? Trees { get; }

    /// <summary>Who answers for playlists that show no track; null: the two stages too.</summary>
    public IPlaylistModel? WithoutTracks { get; }

    /// <summary>Counts on the training playlists.</summary>
    public PlaylistFeatures Counts { get; }

    /// <summary>The first stage.</summary>
    public IReadOnlyList<CandidateModel> Sources => _sources;

    /// <summary>Names of the trees' features: of <see cref="PlaylistFeatures"/>, then standard score and log rank of each source.</summary>
    public IReadOnlyList<string> FeatureNames =>
        [.. PlaylistFeatures.Names, .. _sources.SelectMany(source => (string[])[$"{source.Name}: score", $"{source.Name}: log rank"])];

    /// <inheritdoc/>
    public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
    {
        PlaylistRanker.Check(this, playlists, rows, scores);
        if (Trees is null) throw new InvalidOperationException("The second stage is not fitted.");
        for (int q = 0; q < rows.Length; q++)
        {
            var to = scores.Slice(q * ItemIds.Count, ItemIds.Count);
            if (WithoutTracks is not null && playlists[rows[q]].IsEmpty)
            {
                WithoutTracks.ScorePlaylists(playlists, [rows[q]], to);
                continue;
            }
            var found = Find(playlists, rows[q]);
            float[] ranked = Trees.Score(FeaturesOf(playlists, rows[q], found, found.Items));
            float least = ranked.Length > 0 ? ranked.Min() : 0;
            for (int i = 0; i < to.Length; i++)
            {
                float sum = 0;
                foreach (float[] source in found.Scores) sum += source[i];
                to[i] = sum == 0 ? 0 : 1 / (1 + MathF.Exp(-sum / _sources.Length));
            }
            for (int c = 0; c < ranked.Length; c++) to[found.Items[c]] = 2 + (ranked[c] - least) + 1e-4f * to[found.Items[c]];
        }
    }

    /// <summary>Candidates of a playlist, ascending, with every source's scores of all tracks and its list.</summary>
    internal Candidates Find(EventSequences playlists, int row)
    {
        int[] shown = [.. new SortedSet<int>(playlists[row].ToArray())];
        var (scores, ranks, items) = (new float[_sources.Length][], new Dictionary<int, int>[_sources.Length], new SortedSet<int>());
        var (list, best, values) = (new TopList(), new int[_candidates], new float[_candidates]);
        for (int s = 0; s < _sources.Length; s++)
        {
            float[] of = scores[s] = new float[ItemIds.Count];
            _sources[s].Model.ScorePlaylists(playlists, [row], of);
            float least = of.Length > 0 ? of.Min() : 0;
            list.Start(Math.Min(_candidates, of.Length), shown);
            TopScores.Scan(of, _eligible, list);
            int count = list.Take(best, values);
            ranks[s] = [];
            for (int c = 0; c < count && values[c] > least; c++)
            {
                ranks[s][best[c]] = c + 1;
                if (_sources[s].Recalls) items.Add(best[c]);
            }
            Standardize(of);
        }
        return new([.. items], scores, ranks);
    }

    /// <summary>The trees' features of some candidates, [n, FeatureNames.Count].</summary>
    internal Matrix FeaturesOf(EventSequences playlists, int row, Candidates found, ReadOnlySpan<int> items)
    {
        var plain = Counts.Of(playlists, row, items);
        var all = new Matrix(items.Length, plain.Columns + 2 * _sources.Length);
        for (int c = 0; c < items.Length; c++)
        {
            var to = all.Row(c);
            plain[c].CopyTo(to);
            for (int s = 0; s < _sources.Length; s++)
            {
                to[plain.Columns + 2 * s] = found.Scores[s][items[c]];
                int rank = found.Ranks[s].GetValueOrDefault(items[c], 2 * _candidates); // behind the list: as if twice as far
                to[plain.Columns + 2 * s + 1] = MathF.Log2(rank);
            }
        }
        return all;
    }

    // To mean 0 and deviation 1; equal scores become zeros.
    private static void Standardize(float[] row)
    {
        double mean = row.Length > 0 ? row.Average(x => (double)x) : 0, squares = 0;
        foreach (float x in row) squares += (x - mean) * (x - mean);
        double scale = squares > 0 ? Math.Sqrt(row.Length / squares) : 0;
        for (int i = 0; i < row.Length; i++) row[i] = (float)((row[i] - mean) * scale);
    }

    internal sealed record Candidates(int[] Items, float[][] Scores, Dictionary<int, int>[] Ranks);
}
