using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>Last.fm-2K (HetRec 2011): artists known by their tags alone are ranked for users, and the hybrid is compared with its collaborative
/// part where
/// all artists are known. No setting was chosen on the test artists.</summary>
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
        yield return Cold(world, world.Tags, quick, "cold-artists", "Cold artists of Last.fm-2K, known by their tags");
        if (!quick)
        {
            // A tag of a cold artist tells that its giver knows the artist: here the users that are asked gave none of them.
            var asked = Asked(world.Split, user => user % 2 == 0);
            yield return Cold(world, world.TagsBy(user => user % 2 == 1), quick, "cold-artists-others-tags",
                "The same for every second user, with the other users' tags only", asked);
        }
        yield return Warm(source, world, quick);
    }

    private static SystemTable Cold(ArtistWorld world, Matrix tags, bool quick, string protocol, string title, Interactions? asked = null)
    {
        var test = asked ?? world.Split.Test;
        var evaluator = new Evaluator(new EvaluatorOptions
        {
            Metrics = [new Ndcg(10), new AveragePrecision(1000), new Recall(20)],
            ScoreMetrics = [],
            Candidates = world.Cold,
            Resamples = quick ? 200 : 1000,
        });
        var split = world.Split with { Test = test };
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

    private static IEnumerable<string> Comparisons(List<EvaluationReport> reports, bool quick)
    {
        string[] bounds = ["random", "popularity known", ArtistModels.KnnName, ArtistModels.RidgeName, ArtistModels.BoundName];
        var best = reports.Where(report => !bounds.Contains(report.Model)).MaxBy(report => report[Metric].Mean)!;
        foreach (string rival in new[] { ArtistModels.KnnName, ArtistModels.RidgeName })
        {
            var pair = Comparison.AllPairs([best, reports.First(report => report.Model == rival)], Metric, quick ? 2000 : 10_000)[0];
            yield return $"{best.Model} against {rival}: {Screen.Number(pair.Difference, "+0.0000;-0.0000")} in {Metric}, "
                + $"paired permutation test p = {Screen.Number(pair.PValue, "0.0000")}.";
        }
    }

    // Warm: a fifth of each user's artists is hidden, all artists keep other listeners.
    private static SystemTable Warm(LastFm2K source, ArtistWorld world, bool quick)
    {
        var settings = ArtistSettings.Chosen(quick);
        var split = new PerUserSplit { TestShare = 0.2, Seed = Seed }.Apply(source.Plays);
        var evaluator = new Evaluator(new EvaluatorOptions
        {
            Metrics = [new Ndcg(10), new Ndcg(100), new Recall(20)],
            Resamples = quick ? 200 : 1000,
        });
        var all = world.Terms.Transform(world.AllTags());
        (string Name, Func<IRecommender> Fit)[] models =
        [
            ("random", () => new RandomScores().Fit(split.Train)),
            ("popularity", () => new Popularity().Fit(split.Train)),
            ("WMF", () => new Wmf(settings.Wmf).Fit(split.Train)),
            ("content prior (tags)", () => new ContentWmf(settings.Prior).Fit(split.Train, all)),
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
