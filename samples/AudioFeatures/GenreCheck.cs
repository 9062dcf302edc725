namespace MusicRec.Samples;

/// <summary>Do clips that sound alike share a class? Nearest neighbours over clip vectors, five folds, each with its share of every class.</summary>
internal static class GenreCheck
{
    private const int Folds = 5, Neighbors = 5;

    /// <summary>One kind of vector, judged.</summary>
    /// <param name="Model">Name of the vectors.</param>
    /// <param name="Accuracy">Share of clips given their own class.</param>
    /// <param name="Deviation">Its standard error, as of independent clips.</param>
    public sealed record Result(string Model, double Accuracy, double Deviation);

    /// <summary>Judges every kind of vector, and chance: always the largest class.</summary>
    /// <param name="clips">Vectors of each clip by name.</param>
    /// <param name="classes">Class of each clip.</param>
    public static List<Result> Run(IReadOnlyList<Dictionary<string, double[]>> clips, int[] classes)
    {
        int[] fold = Deal(classes);
        var results = new List<Result> { Score("chance", classes.GroupBy(c => c).Max(g => g.Count()), classes.Length) };
        foreach (string model in clips[0].Keys)
        {
            double[][] vectors = [.. clips.Select(clip => clip[model])];
            results.Add(Score(model, Enumerable.Range(0, Folds).Sum(f => Right(vectors, classes, fold, f)), classes.Length));
        }
        return results;
    }

    private static Result Score(string model, int right, int count)
    {
        double share = (double)right / count;
        return new(model, share, Math.Sqrt(share * (1 - share) / count));
    }

    /// <summary>Folds dealt out within each class, in an order drawn by seed.</summary>
    private static int[] Deal(int[] classes)
    {
        int[] order = [.. Enumerable.Range(0, classes.Length)], fold = new int[classes.Length];
        new Random(1).Shuffle(order);
        foreach (var group in order.GroupBy(clip => classes[clip]))
            foreach (var (at, clip) in group.Index()) fold[clip] = at % Folds;
        return fold;
    }

    private static int Right(double[][] vectors, int[] classes, int[] fold, int held)
    {
        int[] known = [.. Enumerable.Range(0, fold.Length).Where(clip => fold[clip] != held)];
        int dimensions = vectors[0].Length;
        double[] mean = [.. Enumerable.Range(0, dimensions).Select(d => known.Average(clip => vectors[clip][d]))];
        double[] scale = [.. Enumerable.Range(0, dimensions)
            .Select(d => Math.Sqrt(Math.Max(1e-12, known.Average(clip => Math.Pow(vectors[clip][d] - mean[d], 2)))))];
        return Enumerable.Range(0, fold.Length).Where(clip => fold[clip] == held).Count(clip => classes[clip] == Vote(clip));

        int Vote(int clip) => known.OrderBy(other => Distance(vectors[clip], vectors[other], scale)).Take(Neighbors)
            .Select(other => classes[other]).GroupBy(c => c).OrderByDescending(g => g.Count()).First().Key;
    }

    private static double Distance(double[] a, double[] b, double[] scale)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]) / (scale[d] * scale[d]);
        return sum;
    }
}
