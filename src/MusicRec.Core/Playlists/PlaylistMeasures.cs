using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Playlists;

/// <summary>Qualities of a playlist as a whole, in double.</summary>
public static class PlaylistMeasures
{
    private const int Block = 16; // histories scored at a time

    /// <summary>Mean distance |x_i - x_j| of the features of neighbours: the smaller, the smoother. 0 below two tracks.</summary>
    /// <param name="tracks">Items, in order.</param>
    /// <param name="features">Shape [items, features].</param>
    public static double Roughness(ReadOnlySpan<int> tracks, Matrix features)
    {
        var vectors = new TrackVectors(features);
        double sum = 0;
        for (int i = 1; i < tracks.Length; i++) sum += vectors.Distance(tracks[i - 1], tracks[i]);
        return tracks.Length > 1 ? sum / (tracks.Length - 1) : 0;
    }

    /// <summary>Mean cosine of the tracks' features with their mean: 1 where all point the same way. 0 without tracks.</summary>
    /// <param name="tracks">Items.</param>
    /// <param name="features">Shape [items, features].</param>
    public static double Coherence(ReadOnlySpan<int> tracks, Matrix features)
    {
        var vectors = new TrackVectors(features);
        var mean = new double[vectors.Columns];
        foreach (int track in tracks)
            for (int c = 0; c < mean.Length; c++) mean[c] += vectors[track][c];
        double length = Math.Sqrt(mean.Sum(x => x * x)), sum = 0;
        foreach (int track in tracks)
        {
            double dot = 0, own = 0;
            for (int c = 0; c < mean.Length; c++)
            {
                dot += mean[c] * vectors[track][c];
                own += (double)vectors[track][c] * vectors[track][c];
            }
            if (own > 0 && length > 0) sum += dot / (Math.Sqrt(own) * length);
        }
        return tracks.IsEmpty ? 0 : sum / tracks.Length;
    }

    /// <summary>Distinct artists divided by tracks; 0 without tracks. Tracks of unknown artists count as one artist each.</summary>
    /// <param name="tracks">Items.</param>
    /// <param name="artists">Artist of each item, shape [items]; negative means unknown.</param>
    public static double ArtistDiversity(ReadOnlySpan<int> tracks, ReadOnlySpan<int> artists)
    {
        var distinct = new HashSet<int>();
        int unknown = 0;
        foreach (int track in tracks)
        {
            int artist = artists[Require.Index(track, artists.Length, nameof(tracks))];
            if (artist < 0) unknown++;
            else distinct.Add(artist);
        }
        return tracks.IsEmpty ? 0 : (distinct.Count + unknown) / (double)tracks.Length;
    }

    /// <summary>Mean log-likelihood of a transition: the mean over all events but the first of log softmax(scores)[event], given the events before
    /// it (Chen, Moore, Turnbull, Joachims 2012). For models whose scores are log odds. NaN without a transition.</summary>
    /// <param name="model">Any fitted sequence model.</param>
    /// <param name="playlists">In the model's item order.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    public static double TransitionLogLikelihood(ISequenceModel model, ItemSequences playlists, CancellationToken cancel = default)
    {
        SequenceRanker.CheckItems(Require.NotNull(model), Require.NotNull(playlists));
        int items = model.ItemIds.Count;
        var scores = new float[Block * items];
        double sum = 0;
        long transitions = 0;
        for (int row = 0; row < playlists.Count; row++)
        {
            var cases = NextItemCases.Of(ItemSequences.Own([0, playlists[row].Length], playlists[row].ToArray(), playlists.ItemIds, null));
            for (int first = 0; first < cases.Targets.Length; first += Block)
            {
                cancel.ThrowIfCancellationRequested();
                int[] rows = [.. Enumerable.Range(first, Math.Min(Block, cases.Targets.Length - first))];
                model.ScoreNext(cases.Histories, rows, scores.AsSpan(0, rows.Length * items));
                for (int r = 0; r < rows.Length; r++) sum += LogSoftmax(scores.AsSpan(r * items, items), cases.Targets[rows[r]]);
            }
            transitions += cases.Targets.Length;
        }
        return transitions > 0 ? sum / transitions : double.NaN;
    }

    private static double LogSoftmax(ReadOnlySpan<float> scores, int item)
    {
        double most = double.NegativeInfinity, sum = 0;
        foreach (float score in scores) most = Math.Max(most, score);
        foreach (float score in scores) sum += Math.Exp(score - most);
        return scores[item] - most - Math.Log(sum);
    }
}
