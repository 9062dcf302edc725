using System.Text.Json;
using MusicRec.Evaluation;

namespace MusicRec.Tests.Evaluation;

/// <summary>One user's list and truth in the golden file; relevant items ascending, grades moved along.</summary>
public sealed record GoldenUser(int Index, int[] Ranking, int[] Relevant, float[] Grades, float[] Scores, JsonElement Metrics);

/// <summary>The golden file of metrics. The copy inside the tests keeps of <c>all_scores</c> only their order, which is all that AUC reads.</summary>
public sealed class MetricGoldens
{
    private MetricGoldens(JsonElement root)
    {
        Root = root;
        Items = root.GetProperty("items").GetInt32();
        ListLength = root.GetProperty("list_len").GetInt32();
        Artists = Ints(root.GetProperty("artist"));
        Popularity = [.. Ints(root.GetProperty("popularity"))];
        Features = [.. root.GetProperty("feature_sets").EnumerateArray()
            .Select(row => Ints(row).Index().Where(flag => flag.Item != 0).Select(flag => flag.Index))];
        double[][] rows = [.. root.GetProperty("embedding").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
        Embedding = new CosineDistance([.. rows.SelectMany(row => row)], rows[0].Length);
        Users = [.. root.GetProperty("users").EnumerateArray().Select(ReadUser)];
    }

    public JsonElement Root { get; }
    public int Items { get; }

    /// <summary>Length of every list, and the cut-off at which the challenge's metrics were computed.</summary>
    public int ListLength { get; }
    public int[] Artists { get; }
    public long[] Popularity { get; }
    public IEnumerable<int>[] Features { get; }
    public CosineDistance Embedding { get; }
    public GoldenUser[] Users { get; }

    public static MetricGoldens Load() => new(RecsysGoldens.Load("metrics.json"));

    private static GoldenUser ReadUser(JsonElement user, int index)
    {
        int[] relevant = Ints(user.GetProperty("relevant"));
        float[] grades = [.. Ints(user.GetProperty("grades"))];
        Array.Sort(relevant, grades);
        float[] scores = [.. user.GetProperty("all_scores").EnumerateArray().Select(x => x.GetSingle())];
        return new GoldenUser(index, Ints(user.GetProperty("ranking")), relevant, grades, scores, user.GetProperty("metrics"));
    }

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(x => x.GetInt32())];
}
