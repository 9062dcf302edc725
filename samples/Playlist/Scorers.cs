using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Samples;

/// <summary>A model of one line: the scores of all tracks for one playlist, given its number and its known tracks.</summary>
internal sealed class Scorer(Func<int, int[], float[]> score) : IFoldIn
{
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        int items = histories.Items;
        for (int r = 0; r < rows.Length; r++)
        {
            int[] known = histories.ItemsOf(rows[r]).ToArray();
            if (known.Length == 0) scores.Slice(r * items, items).Clear();
            else score(rows[r], known).CopyTo(scores.Slice(r * items, items));
        }
    }
}

/// <summary>The sample's own models: baselines, and audio features.</summary>
internal static class Scorers
{
    public static IFoldIn Random(ContinuationTask task) => new Scorer((playlist, _) =>
    {
        var random = new Random(playlist);
        return [.. Enumerable.Range(0, task.Train.Items).Select(_ => random.NextSingle())];
    });

    /// <summary>How many training playlists of the same genre hold the track, and, as a tie breaker, of all.</summary>
    public static IFoldIn GenrePopularity(ContinuationTask task)
    {
        float[][] counts = [.. task.Data.GenreNames.Select(_ => new float[task.Train.Items])];
        for (int u = 0; u < task.Train.Users; u++)
        {
            foreach (int track in task.Train.ItemsOf(u))
                for (int g = 0; g < counts.Length; g++) counts[g][track] += g == task.Data.GenreOf[u] ? 1 : 0.001f;
        }
        return new Scorer((playlist, _) => counts[task.Data.GenreOf[playlist]]);
    }

    /// <summary>Likeness of the track's audio to the mean audio of the genre's training playlists.</summary>
    public static IFoldIn GenreAudio(ContinuationTask task, Matrix audio)
    {
        double[][] means = [.. task.Data.GenreNames.Select((_, g) => Mean(audio,
            Enumerable.Range(0, task.Train.Users).Where(u => task.Data.GenreOf[u] == g).SelectMany(u => task.Train.ItemsOf(u).ToArray())))];
        return new Scorer((playlist, _) => Near(audio, means[task.Data.GenreOf[playlist]]));
    }

    /// <summary>Likeness of the track's audio to the mean audio of the known tracks.</summary>
    public static IFoldIn MeanAudio(Matrix audio) => new Scorer((_, known) => Near(audio, Mean(audio, known)));

    /// <summary>Mean over the known tracks of exp(-squared distance / width): near to some of them is enough.</summary>
    public static IFoldIn NearAudio(Matrix audio, float width = 6) => new Scorer((_, known) =>
    {
        var scores = new float[audio.Rows];
        foreach (int k in known)
        {
            var one = audio[k];
            for (int i = 0; i < scores.Length; i++) scores[i] += MathF.Exp(-(float)Squares(audio[i], one) / width) / known.Length;
        }
        return scores;
    });

    /// <summary>The sum of several models' scores, each scaled to [0, 1] over all tracks and weighted.</summary>
    public static IFoldIn Sum(params (IFoldIn Model, double Weight)[] parts) => new Weighted(parts);

    /// <summary>1 for tracks by an artist of a known track, else 0.</summary>
    public static IFoldIn SameArtist(int[] artists) => new Scorer((_, known) =>
    {
        var wanted = known.Select(k => artists[k]).ToHashSet();
        return [.. artists.Select(artist => wanted.Contains(artist) ? 1f : 0f)];
    });

    private static double[] Mean(Matrix audio, IEnumerable<int> tracks)
    {
        var (mean, count) = (new double[audio.Columns], 0);
        foreach (int track in tracks)
        {
            count++;
            for (int c = 0; c < mean.Length; c++) mean[c] += audio[track][c];
        }
        return [.. mean.Select(x => x / Math.Max(1, count))];
    }

    private static float[] Near(Matrix audio, double[] point)
    {
        float[] at = [.. point.Select(x => (float)x)];
        return [.. Enumerable.Range(0, audio.Rows).Select(i => (float)-Squares(audio[i], at))];
    }

    private static double Squares(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int c = 0; c < x.Length; c++) sum += (x[c] - y[c]) * (x[c] - y[c]);
        return sum;
    }

    private sealed class Weighted((IFoldIn Model, double Weight)[] parts) : IFoldIn
    {
        public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
        {
            int items = histories.Items;
            var one = new float[rows.Length * items];
            scores[..one.Length].Clear();
            foreach (var (model, weight) in parts)
            {
                model.ScoreHistories(histories, rows, one);
                for (int r = 0; r < rows.Length; r++)
                {
                    var row = one.AsSpan(r * items, items);
                    var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
                    foreach (float score in row) (low, high) = (Math.Min(low, score), Math.Max(high, score));
                    if (high <= low) continue;
                    for (int i = 0; i < items; i++) scores[r * items + i] += (float)(weight * (row[i] - low) / (high - low));
                }
            }
        }
    }
}
