using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>Last.fm-2K (HetRec 2011): artists known by other people's tags alone are ranked for users, and the hybrid is compared with its
/// collaborative part where all artists are known. No setting was chosen on the test artists.</summary>
internal sealed class ColdArtists : ISurveyedSystem
{
    private const ulong Seed = 2026;
    private const string Metric = "ndcg@10";

    public string Name => "cold-artists";

    public string Needs => "hetrec2011-lastfm-2k/hetrec2011-lastfm-2k.zip";

    public IEnumerable<SystemTable> Run(string data, bool quick)
    {
        var source = LastFm2K.Read(Path.Combine(data, Needs));
        var world = ArtistWorld.Make(source, Seed, quick ? 300 : null);
        // A tag of a cold artist tells that its giver knows the artist: the users that are asked gave none of those that are seen.
        var asked = Asked(world.Split, user => user % 2 == 0);
        yield return Cold(world, world.TagsBy(user => user % 2 == 1), asked, quick, "cold-artists",
            "Cold artists of Last.fm-2K, known by other listeners' tags");
        if (!quick)
            yield return Cold(world, world.Tags, asked, quick, "cold-artists-all-tags",
                "The same with the asked listeners' own tags of cold artists too");
        yield return Warm(source, world, quick);
    }

    private static SystemTable Cold(ArtistWorld world, Matrix tags, Interactions asked, bool quick, string protocol, string title)
    {
        var evaluator = new Evaluator(new EvaluatorOptions
        {
            Metrics = [new Ndcg(10), new AveragePrecision(1000), new Recall(20)],
            ScoreMetrics = [],
            Candidates = world.Cold,
            Resamples = quick ? 200 : 1000,
        });
        var split = world.Split with { Test = asked };
        var (rows, reports) = (new List<SystemRow>(), new List<EvaluationReport>());
        var models = new ArtistModels(world, tags, ArtistSettings.Chosen(quick));
        foreach (var (name, fit) in models.All())
        {
            var start = Environment.CpuUsage.TotalTime;
            var model = fit();
            var cpu = Environment.CpuUsage.TotalTime - start;
            reports.Add(evaluator.Evaluate(name, model, split));
            rows.Add(SystemRow.Of(reports[^1], cpu));
        }
        int cold = world.IsCold.Count(isCold => isCold);
        return new(title, protocol, [.. reports[0].Metrics.Select(metric => metric.Name)], rows,
        [
            $"{cold} cold artists are ranked for {reports[0].Users.Length} users; {world.Terms.Terms.Count} tags.",
            .. Comparisons(reports, quick),
        ]);
    }

    // Every content model against the nearest neighbours, and the fusion against the ridge too: pairs set down beforehand, corrected by Holm
    // over all pairs.
    private static IEnumerable<string> Comparisons(List<EvaluationReport> reports, bool quick)
    {
        string[] baselines = [ArtistModels.ChanceName, ArtistModels.PopularName, ArtistModels.BoundName];
        var contents = reports.Where(report => !baselines.Contains(report.Model)).Reverse().ToArray();
        foreach (var pair in Comparison.AllPairs(contents, Metric, quick ? 2000 : 10_000))
        {
            if (pair.Second != ArtistModels.KnnName && (pair.First, pair.Second) != (ArtistModels.FusedName, ArtistModels.RidgeName)) continue;
            yield return $"{pair.First} against {pair.Second}: {Screen.Number(pair.Difference, "+0.0000;-0.0000")} in {Metric}, "
                + $"paired permutation test p = {Screen.Number(pair.AdjustedPValue, "0.0000")} after Holm's correction.";
        }
    }

    // Warm: a fifth of each user's artists is hidden, with the user's tags of them; all artists keep other listeners.
    private static SystemTable Warm(LastFm2K source, ArtistWorld world, bool quick)
    {
        var settings = ArtistSettings.Chosen(quick);
        var split = new PerUserSplit { TestShare = 0.2, Seed = Seed }.Apply(source.Plays);
        var evaluator = new Evaluator(new EvaluatorOptions
        {
            Metrics = [new Ndcg(10), new Ndcg(100), new Recall(20)],
            Resamples = quick ? 200 : 1000,
        });
        var (others, all) = (world.TagsWithout(split.Test), world.Tags);
        (string Name, Func<IRecommender> Fit)[] models =
        [
            ("random", () => new RandomScores().Fit(split.Train)),
            ("popularity", () => new Popularity().Fit(split.Train)),
            ("WMF", () => new Wmf(settings.Wmf).Fit(split.Train)),
            ("content prior (tags)", () => new ContentWmf(settings.Prior).Fit(split.Train, others)),
            ("content prior (tags of hidden artists by those who are asked, too)", () => new ContentWmf(settings.Prior).Fit(split.Train, all)),
        ];
        var (rows, reports) = (new List<SystemRow>(), new List<EvaluationReport>());
        foreach (var (name, fit) in models)
        {
            var start = Environment.CpuUsage.TotalTime;
            var model = fit();
            var cpu = Environment.CpuUsage.TotalTime - start;
            reports.Add(evaluator.Evaluate(name, model, split));
            rows.Add(SystemRow.Of(reports[^1], cpu));
        }
        var pair = Comparison.AllPairs([reports[3], reports[2]], Metric, quick ? 2000 : 10_000)[0];
        return new("Warm artists of Last.fm-2K", "warm-artists", [.. reports[0].Metrics.Select(metric => metric.Name)], rows,
            [
                $"content prior against WMF: {Screen.Number(pair.Difference, "+0.0000;-0.0000")} in {Metric}, "
                + $"p = {Screen.Number(pair.PValue, "0.0000")}.",
            ]);
    }

    private static Interactions Asked(Split split, Func<int, bool> user)
    {
        var (users, items) = (new List<int>(), new List<int>());
        for (int u = 0; u < split.Test.Users; u++)
        {
            if (!user(u)) continue;
            foreach (int item in split.Test.ItemsOf(u))
            {
                users.Add(u);
                items.Add(item);
            }
        }
        return Interactions.FromTriples([.. users], [.. items], [], split.Test.UserIds, split.Test.ItemIds);
    }
}
