namespace MusicRec.Samples;

/// <summary>What a model says of a clip: genre probabilities and emotion shares.</summary>
internal sealed record Prediction(double[] Genres, double[] Emotions)
{
    /// <summary>Softmax of the genre logits, sigmoid of the emotion logits.</summary>
    public static Prediction Of(ReadOnlySpan<float> genres, ReadOnlySpan<float> emotions)
    {
        double[] e = [.. genres.ToArray().Select(x => Math.Exp(x))];
        return new([.. e.Select(x => x / e.Sum())], [.. emotions.ToArray().Select(x => 1 / (1 + Math.Exp(-x)))]);
    }

    /// <summary>Cross-entropy of the genre plus the mean binary one of the emotions.</summary>
    public double Loss(TaggedClip clip) => -Math.Log(Genres[clip.Genre])
        - Emotions.Zip(clip.Emotions, (said, felt) => felt * Math.Log(said) + (1 - felt) * Math.Log(1 - said)).Average();

    /// <summary>The mean of several predictions.</summary>
    public static Prediction Mean(IReadOnlyList<Prediction> of) => new(
        [.. of[0].Genres.Select((_, g) => of.Average(p => p.Genres[g]))], [.. of[0].Emotions.Select((_, e) => of.Average(p => p.Emotions[e]))]);
}

/// <summary>How well predictions agree with what is known.</summary>
/// <param name="Accuracy">Share of clips given their genre.</param>
/// <param name="RocAuc">Of each emotion: how surely a clip above the median share ranks before one below.</param>
/// <param name="PrAuc">Of each emotion: mean precision at the clips above the median.</param>
/// <param name="Spearman">Of each emotion: rank correlation of predicted and true shares.</param>
internal sealed record Scores(double Accuracy, double[] RocAuc, double[] PrAuc, double[] Spearman)
{
    /// <summary>Judges predictions.</summary>
    public static Scores Of(IReadOnlyList<TaggedClip> clips, IReadOnlyList<Prediction> predictions)
    {
        double right = clips.Zip(predictions).Count(pair => Largest(pair.Second.Genres) == pair.First.Genre) / (double)clips.Count;
        double[] roc = new double[Emotify.Emotions.Count], precision = new double[roc.Length], spearman = new double[roc.Length];
        for (int e = 0; e < roc.Length; e++)
        {
            double[] truth = [.. clips.Select(clip => (double)clip.Emotions[e])], said = [.. predictions.Select(p => p.Emotions[e])];
            double median = truth.Order().ElementAt(truth.Length / 2);
            bool[] above = [.. truth.Select(x => x > median)];
            (roc[e], precision[e], spearman[e]) = (Roc(said, above), Precision(said, above), Correlation(Ranks(said), Ranks(truth)));
        }
        return new(right, roc, precision, spearman);
    }

    /// <summary>Index of the largest value.</summary>
    public static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static double Roc(double[] said, bool[] above)
    {
        double[] ranks = Ranks(said);
        double positives = above.Count(a => a), negatives = above.Length - positives;
        double sum = ranks.Where((_, i) => above[i]).Sum();
        return (sum - positives * (positives + 1) / 2) / (positives * negatives);
    }

    private static double Precision(double[] said, bool[] above)
    {
        bool[] ranked = [.. Enumerable.Range(0, said.Length).OrderByDescending(i => said[i]).Select(i => above[i])];
        int hits = 0;
        return ranked.Index().Where(x => x.Item).Average(x => (double)++hits / (x.Index + 1));
    }

    /// <summary>Ranks from 1; equal values share their mean rank.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        var ranks = new double[values.Length];
        for (int first = 0, last; first < order.Length; first = last)
        {
            for (last = first; last < order.Length && values[order[last]] == values[order[first]];) last++;
            for (int i = first; i < last; i++) ranks[order[i]] = (first + 1 + last) / 2.0;
        }
        return ranks;
    }

    private static double Correlation(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average();
        double xy = x.Zip(y).Sum(p => (p.First - meanX) * (p.Second - meanY));
        double norm = Math.Sqrt(x.Sum(v => (v - meanX) * (v - meanX)) * y.Sum(v => (v - meanY) * (v - meanY)));
        return norm > 0 ? xy / norm : 0;
    }
}
