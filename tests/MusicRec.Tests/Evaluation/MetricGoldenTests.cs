using System.Text.Json;
using MusicRec.Evaluation;

namespace MusicRec.Tests.Evaluation;

/// <summary>Every value of the golden file: each user's, the means, and what other libraries printed for the same lists. Driven by the file:
/// a field without a counterpart here fails by name.</summary>
[ChecksGoldens("metrics.json", "items", "ks", "list_len", "artist", "popularity",
    "feature_sets", "embedding", "users", "aggregate", "trec_eval_all", "rating_pairs", "auc_ties")]
public class MetricGoldenTests
{
    private static readonly MetricGoldens Golden = MetricGoldens.Load();

    private static IMetric ByName(string name, int k) => name switch
    {
        "precision" => new Precision(k),
        "recall" => new Recall(k),
        "recall_min" => new Recall(k) { Ideal = IdealLength.AtMostCutoff },
        "hit" => new HitRate(k),
        "map_min" => new AveragePrecision(k),
        "map_rel" => new AveragePrecision(k) { Ideal = IdealLength.Relevant },
        "mrr" => new ReciprocalRank(k),
        "ndcg_binary" => new Ndcg(k),
        "ndcg_linear" => new Ndcg(k) { Gain = Gain.Linear },
        "ndcg_exp" => new Ndcg(k) { Gain = Gain.Exponential },
        "f1" => new F1(k),
        _ => throw new NotSupportedException($"The golden metric '{name}' has no counterpart."),
    };

    private static IMetric ChallengeByName(string name) => name switch
    {
        "r_precision_track" => new RPrecision(),
        "r_precision_with_artist" => new ArtistRPrecision(Golden.Artists),
        "ndcg_official_code" => new Ndcg(Golden.ListLength),
        "ndcg_idcg_hits_log2_iplus1" => new Ndcg(Golden.ListLength) { Ideal = IdealLength.Hits },
        "ndcg_paper_text_log2_i_idcg_hits" => new Ndcg(Golden.ListLength) { Ideal = IdealLength.Hits, Discount = Discount.Jarvelin },
        "clicks" => new Clicks(),
        _ => throw new NotSupportedException($"The golden metric '{name}' has no counterpart."),
    };

    private static double OfUser(string name, GoldenUser user) => name switch
    {
        "auc_full" => new Auc().Evaluate(user.Scores, user.Relevant, user.Grades, []),
        "ild10_jaccard" => new IntraListDiversity(10, new JaccardDistance(Golden.Features)).Evaluate(user.Ranking, user.Relevant),
        "ild10_cosine" => new IntraListDiversity(10, Golden.Embedding).Evaluate(user.Ranking, user.Relevant),
        "novelty10_mean_neg_log2_p" => Novelty.OfInteractions(10, Golden.Popularity).Evaluate(user.Ranking, user.Relevant),
        "novelty10_user_share" => Novelty.OfListeners(10, Golden.Popularity, Golden.Popularity.Max() + 1).Evaluate(user.Ranking, user.Relevant),
        _ => throw new NotSupportedException($"The golden metric '{name}' has no counterpart."),
    };

    /// <summary>What a list of all users is compared with: our own means, then other libraries' names for them.</summary>
    private static (double Value, double Tolerance) Aggregate(string group, string name, int k) => (group, name) switch
    {
        ("mean", _) => (Mean(ByName(name, k)), 1e-9),
        ("implicit", "precision") => (Mean(new PooledPrecision(k)), 1e-9),
        ("implicit", "map") => (Mean(new AveragePrecision(k)), 1e-9),
        ("implicit", "ndcg") or ("recpack", "ndcg") => (Mean(new Ndcg(k)), 1e-9),
        ("implicit", "auc") => (Mean(new LimitedAuc(k, Golden.Items)), 1e-9),
        ("recpack", "coverage") => (Catalogue(new CatalogueCoverage(k)), 1e-9),
        ("recpack", "hit") => (Mean(new Precision(k)) * k, 1e-9), // recpack counts hits
        ("recpack", "precision") => (Mean(new Precision(k)), 1e-9),
        ("recpack", "recall") => (Mean(new Recall(k)), 1e-9),
        ("recpack", "calibrated_recall") => (Mean(new Recall(k) { Ideal = IdealLength.AtMostCutoff }), 1e-9),
        ("recpack", "reciprocal_rank") => (Mean(new ReciprocalRank(k)), 1e-9),
        _ => throw new NotSupportedException($"The golden aggregate '{group}.{name}' has no counterpart."),
    };

    private static IMetric TrecByName(string name)
    {
        int at = name.LastIndexOf('_');
        bool cut = int.TryParse(name.AsSpan(at + 1), out int cutoff);
        int k = cut ? cutoff : int.MaxValue;
        return (cut ? name[..at] : name) switch
        {
            "map" or "map_cut" => new AveragePrecision(k) { Ideal = IdealLength.Relevant },
            "ndcg" or "ndcg_cut" => new Ndcg(k) { Gain = Gain.Linear },
            "Rprec" => new RPrecision(),
            "recip_rank" => new ReciprocalRank(k),
            "P" => new Precision(k),
            "recall" => new Recall(k),
            "success" => new HitRate(k),
            _ => throw new NotSupportedException($"The golden metric '{name}' has no counterpart."),
        };
    }

    [Fact]
    public void Every_user_and_cutoff_agrees()
    {
        foreach (var user in Golden.Users)
        {
            foreach (var at in user.Metrics.GetProperty("at").EnumerateObject())
                foreach (var value in at.Value.EnumerateObject())
                    Agrees($"user {user.Index} {value.Name}@{at.Name}", value.Value.GetDouble(), Of(ByName(value.Name, int.Parse(at.Name)), user));
            foreach (var value in user.Metrics.GetProperty("challenge2018").EnumerateObject())
                Agrees($"user {user.Index} {value.Name}", value.Value.GetDouble(), Of(ChallengeByName(value.Name), user));
            foreach (var value in user.Metrics.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number))
                Agrees($"user {user.Index} {value.Name}", value.Value.GetDouble(), OfUser(value.Name, user));
        }
    }

    [Fact]
    public void Every_aggregate_agrees()
    {
        foreach (var at in Golden.Root.GetProperty("aggregate").EnumerateObject())
        {
            int k = int.Parse(at.Name);
            foreach (var field in at.Value.EnumerateObject())
            {
                if (field.Value.ValueKind == JsonValueKind.Number)
                {
                    ICatalogueMetric metric = field.Name switch
                    {
                        "item_coverage" => new CatalogueCoverage(k),
                        "gini" => new GiniIndex(k),
                        "shannon_entropy_nat" => new ShannonEntropy(k),
                        _ => throw new NotSupportedException($"The golden aggregate '{field.Name}' has no counterpart."),
                    };
                    Agrees($"{field.Name}@{k}", field.Value.GetDouble(), Catalogue(metric));
                    continue;
                }
                foreach (var value in field.Value.EnumerateObject())
                {
                    var (ours, tolerance) = Aggregate(field.Name, value.Name, k);
                    Agrees($"{field.Name}.{value.Name}@{k}", value.Value.GetDouble(), ours, tolerance);
                }
            }
        }
    }

    [Fact]
    public void The_printed_decimals_of_trec_eval_agree()
    {
        foreach (var value in Golden.Root.GetProperty("trec_eval_all").EnumerateObject())
        {
            double ours = Mean(TrecByName(value.Name)), theirs = value.Value.GetDouble();
            Assert.True(Math.Abs(ours - theirs) <= 0.5001e-4, $"{value.Name}: {ours} against {theirs}, printed to 4 decimals");
        }
    }

    [Fact]
    public void Ratings_agree()
    {
        var pairs = Golden.Root.GetProperty("rating_pairs");
        double[][] values = [.. pairs.GetProperty("true_pred").EnumerateArray().Select(p => p.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
        double[] truth = [.. values.Select(v => v[0])], predicted = [.. values.Select(v => v[1])];
        Agrees("rmse", pairs.GetProperty("rmse").GetDouble(), new Rmse().Evaluate(truth, predicted));
        Agrees("mae", pairs.GetProperty("mae").GetDouble(), new Mae().Evaluate(truth, predicted));
    }

    [Fact]
    public void Tied_scores_share_their_places_in_auc()
    {
        foreach (var set in Golden.Root.GetProperty("auc_ties").EnumerateArray())
        {
            int[] labels = [.. set.GetProperty("y").EnumerateArray().Select(x => x.GetInt32())];
            float[] scores = [.. set.GetProperty("s").EnumerateArray().Select(x => x.GetSingle())];
            int[] relevant = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == 1)];
            Agrees("auc", set.GetProperty("auc").GetDouble(), new Auc().Evaluate(scores, relevant, [], []));
        }
    }

    private static double Of(IMetric metric, GoldenUser user) => metric is IGradedMetric graded
        ? graded.Evaluate(user.Ranking, user.Relevant, user.Grades)
        : metric.Evaluate(user.Ranking, user.Relevant);

    private static double Mean(IMetric metric)
    {
        double weight = Golden.Users.Sum(u => metric.Weight(u.Relevant.Length));
        return Golden.Users.Sum(u => metric.Weight(u.Relevant.Length) * Of(metric, u)) / weight;
    }

    private static double Catalogue(ICatalogueMetric metric)
    {
        var counts = new long[Golden.Items];
        foreach (var user in Golden.Users)
            foreach (int item in user.Ranking.AsSpan(0, Math.Min(metric.Cutoff, user.Ranking.Length)))
                counts[item]++;
        return metric.Evaluate(counts);
    }

    private static void Agrees(string what, double expected, double actual, double tolerance = 1e-9) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");
}
