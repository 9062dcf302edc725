using MusicRec.Numerics;

namespace MusicRec.Evaluation;

/// <summary>Settings of <see cref="TagAnnotation"/>.</summary>
public sealed record TagAnnotationOptions
{
    /// <summary>Tags given to each track, the best scored. Default 20.</summary>
    public int TagsPerTrack { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Share of a tag's mean score over all tracks that is taken off before tags are given, so that rare tags get their turn; 0 leaves
    /// scores as they are. Default 1.25.</summary>
    public double Diversity { get; init => field = Require.NotNegative(value); } = 1.25;
}

/// <summary>How well scores of tags tell what tracks are: annotation, each track with its best tags, and retrieval, each tag with its best tracks
/// (Turnbull, Barrington, Torres, Lanckriet, IEEE TASLP 2008; diversity and 20 tags a track as in Liang, Paisley, Ellis, ISMIR 2014).
/// Precision and recall are taken tag by tag and averaged over tags; F is the harmonic mean of the two averages. Tags that no track has, or that
/// all have, are left out. A tag given to no track has the precision of a random choice: the share of tracks that have it.</summary>
public static class TagAnnotation
{
    /// <summary>Judges scores.</summary>
    /// <param name="scores">Larger is surer, shape [tracks, tags].</param>
    /// <param name="truth">Above 0 where a track has a tag, shape [tracks, tags].</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">Shapes differ, a score is NaN, or no tag has tracks with it and tracks without it.</exception>
    public static TagReport Judge(Matrix scores, Matrix truth, TagAnnotationOptions? options = null)
    {
        Require.NotNull(scores);
        if (Require.NotNull(truth).Rows != scores.Rows || truth.Columns != scores.Columns)
            throw new ArgumentException($"truth is {truth.Rows} x {truth.Columns}, but scores are {scores.Rows} x {scores.Columns}.", nameof(truth));
        options ??= new();
        var (given, right) = Annotate(scores, truth, options);
        var tags = new List<TagResult>();
        var (column, has) = (new float[scores.Rows], new bool[scores.Rows]);
        for (int tag = 0; tag < scores.Columns; tag++)
        {
            int positives = 0;
            for (int track = 0; track < scores.Rows; track++)
            {
                (column[track], has[track]) = (scores[track][tag], truth[track][tag] > 0);
                positives += has[track] ? 1 : 0;
            }
            if (positives == 0 || positives == scores.Rows) continue;
            double precision = given[tag] == 0 ? (double)positives / scores.Rows : (double)right[tag] / given[tag];
            var (auc, average) = Retrieve(column, has, positives);
            tags.Add(new(tag, positives, precision, (double)right[tag] / positives, auc, average));
        }
        if (tags.Count == 0) throw new ArgumentException("No tag has tracks with it and tracks without it: nothing to judge.", nameof(truth));
        return new(tags);
    }

    private static (int[] Given, int[] Right) Annotate(Matrix scores, Matrix truth, TagAnnotationOptions options)
    {
        int n = scores.Columns;
        var (mean, given, right) = (new double[n], new int[n], new int[n]);
        for (int track = 0; track < scores.Rows; track++)
        {
            for (int tag = 0; tag < n; tag++)
            {
                if (float.IsNaN(scores[track][tag])) throw new ArgumentException($"The score of track {track}, tag {tag} is NaN.", nameof(scores));
                mean[tag] += scores[track][tag] / (double)scores.Rows;
            }
        }
        var (keys, order) = (new double[n], new int[n]);
        for (int track = 0; track < scores.Rows; track++)
        {
            for (int tag = 0; tag < n; tag++) (keys[tag], order[tag]) = (options.Diversity * mean[tag] - scores[track][tag], tag);
            foreach (int tag in order.OrderBy(tag => keys[tag]).Take(options.TagsPerTrack)) // stable: of equal scores the lower tag
            {
                given[tag]++;
                right[tag] += truth[track][tag] > 0 ? 1 : 0;
            }
        }
        return (given, right);
    }

    // AUC: equal scores count one half. Average precision: of equal scores those without the tag stand first.
    private static (double Auc, double AveragePrecision) Retrieve(float[] scores, bool[] has, int positives)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(track => scores[track]).ThenBy(track => has[track])];
        double won = 0, average = 0;
        int found = 0, negatives = scores.Length - positives;
        for (int at = 0; at < order.Length;)
        {
            int end = at, tied = 0;
            for (; end < order.Length && scores[order[end]] == scores[order[at]]; end++) tied += has[order[end]] ? 0 : 1;
            int before = at - found; // negatives that score more
            for (; at < end; at++)
            {
                if (!has[order[at]]) continue;
                won += negatives - before - tied / 2.0;
                average += ++found / (double)(at + 1);
            }
        }
        return (won / ((double)positives * negatives), average / positives);
    }
}
