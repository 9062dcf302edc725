using System.Text.Json;
using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

/// <summary>Scores of the published session-rec code on a small log. Its conventions: candidates are the sessions of the last item; its S-kNN
/// "cosine" is the cosine times |S| (operator precedence), the same order within a query; rules are divided by their largest.</summary>
[ChecksGoldens("sequential.json", "session_baselines"), ChecksGoldens("session_baselines.json", "session_baselines")]
public class SessionGoldenTests
{
    private const long QueryTime = 1_114_259; // the golden's "now": 90 seconds after its last event
    private const double Tolerance = 1e-9; // relative

    private static readonly JsonElement Golden =
        RecsysGoldens.Load("sequential.json", "session_baselines.json").GetProperty("session_baselines");
    private static readonly ItemSequences Log = ReadLog();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetProperty("cases").GetArrayLength())];

    [Theory, MemberData(nameof(Cases))]
    public void Scores_agree_with_the_published_code(int index)
    {
        var golden = Golden.GetProperty("cases")[index];
        var score = Model(golden.GetProperty("model").GetString()!, golden.GetProperty("params"));
        var prefixes = Golden.GetProperty("test_prefixes").EnumerateArray().ToArray();
        for (int p = 0; p < prefixes.Length; p++)
        {
            int[] prefix = [.. prefixes[p].EnumerateArray().Select(x => x.GetInt32())];
            double[] expected = [.. golden.GetProperty("scores")[p].EnumerateArray().Select(x => x.GetDouble())];
            double[] actual = score(prefix);
            for (int item = 0; item < expected.Length; item++)
            {
                double off = Math.Abs(expected[item] - actual[item]);
                Assert.True(off <= Tolerance * expected[item], $"prefix {p} item {item}: {actual[item]}, not {expected[item]}");
            }
        }
    }

    [Fact]
    public void Every_model_of_the_file_is_checked() =>
        Assert.Equal(["AR", "MC", "SKNN", "SR", "STAN", "VSKNN"],
            Golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("model").GetString()).Distinct().Order());

    private static Func<int[], double[]> Model(string model, JsonElement parameters)
    {
        string? Text(string name) => parameters.TryGetProperty(name, out var value) ? value.GetString() : null;
        double Number(string name) => parameters.GetProperty(name).GetDouble();
        switch (model)
        {
            case "SKNN":
                var similarity = Text("similarity") == "cosine" ? SessionSimilarity.CosineTimesSize : Similarity(Text("similarity")!);
                var sknn = new Sknn(Common(new SknnOptions { Similarity = similarity }, parameters)).Fit(Log);
                return prefix => sknn.ScoreExactly(prefix, []);
            case "VSKNN":
                var vsknn = new VSknn(Common(new VSknnOptions
                {
                    Similarity = Similarity(Text("similarity")!),
                    ItemWeighting = Weighting(Text("weighting")!),
                    ScoreWeighting = Weighting(Text("weighting_score")!),
                }, parameters)).Fit(Log);
                return prefix => vsknn.ScoreExactly(prefix, []);
            case "STAN":
                var stan = new Stan(Common(new StanOptions
                {
                    PositionDecay = Number("lambda_spw"),
                    AgeDecay = Number("lambda_snh"),
                    DistanceDecay = Number("lambda_inh"),
                }, parameters)).Fit(Log);
                return prefix => stan.ScoreExactly(prefix, [QueryTime]);
            case "AR": return Rules([], behind: 1);
            case "SR":
                var decay = Weighting(Text("weighting")!);
                return Rules([.. Enumerable.Range(1, (int)Number("steps")).Select(d => Decays.OverDistance(decay, d))], behind: 0);
            case "MC": return Rules([1.0], behind: 0);
            default: throw new ArgumentException($"No model for '{model}'.", nameof(model));
        }
    }

    private static T Common<T>(T options, JsonElement parameters) where T : SessionKnnOptions => options with
    {
        Neighbours = parameters.GetProperty("k").GetInt32(),
        SampleSize = parameters.GetProperty("sample_size").GetInt32(),
        Candidates = SessionCandidates.LastItem,
    };

    private static Func<int[], double[]> Rules(double[] weights, double behind)
    {
        var rules = new RuleMiner(Log).Mine(weights, behind, keep: 0, threads: 1, default);
        RuleMiner.DivideByLargest(rules);
        return prefix =>
        {
            var scores = new double[Log.Items];
            foreach (var rule in rules[prefix[^1]]) scores[rule.Item] = rule.Weight;
            return scores;
        };
    }

    private static SessionSimilarity Similarity(string name) => name switch
    {
        "cosine" => SessionSimilarity.Cosine,
        "vec" => SessionSimilarity.Dot,
        "jaccard" => SessionSimilarity.Jaccard,
        _ => throw new ArgumentException($"No similarity for '{name}'.", nameof(name)),
    };

    private static Decay Weighting(string name) => name switch
    {
        "same" => Decay.None,
        "linear" => Decay.Linear,
        "div" => Decay.Reciprocal,
        "log" => Decay.Logarithmic,
        "quadratic" => Decay.Quadratic,
        _ => throw new ArgumentException($"No weighting for '{name}'.", nameof(name)),
    };

    private static ItemSequences ReadLog()
    {
        var (offsets, items, times) = (new List<long>(), new List<int>(), new List<long>());
        foreach (var e in Golden.GetProperty("events").EnumerateArray()) // [session, item, time]
        {
            if (e[0].GetInt32() == offsets.Count) offsets.Add(items.Count);
            items.Add(e[1].GetInt32());
            times.Add(e[2].GetInt64());
        }
        offsets.Add(items.Count);
        return ItemSequences.Own([.. offsets], [.. items], IdMap.Sequential(Golden.GetProperty("items").GetArrayLength()), [.. times]);
    }
}
