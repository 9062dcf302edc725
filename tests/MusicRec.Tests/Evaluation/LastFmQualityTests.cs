using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Ranking;

namespace MusicRec.Tests.Evaluation;

/// <summary>What the models reach on the published split of Last.fm-2K, to four decimals: as good as the best of the known libraries with the same
/// settings, which were chosen on this test part.</summary>
public class LastFmQualityTests
{
    private const string Folder = "data/hetrec-lastfm2k-split/";

    [SharedFact(Folder + "train.tsv", Folder + "test.tsv")]
    public void Factors_of_plays_are_as_good_as_those_of_implicit()
    {
        var report = Evaluate(train => new Wmf(new WmfOptions { Factors = 128, Confidence = WmfConfidence.Log, Lambda = 60 }).Fit(train));
        Reaches(0.2511, report["ndcg@10"].Mean);
        Reaches(0.3865, report["ndcg@100"].Mean);
    }

    [SharedFact(Folder + "train.tsv", Folder + "test.tsv")]
    public void Factors_of_plays_are_good_without_a_single_setting() => Reaches(0.245, Evaluate(train => new Wmf().Fit(train))["ndcg@10"].Mean);

    [SharedFact(Folder + "train.tsv", Folder + "test.tsv")]
    public void So_are_the_item_models()
    {
        Reaches(0.2379, Evaluate(train => new Ease().Fit(train))["ndcg@10"].Mean);
        Reaches(0.2188, Evaluate(train => new ItemKnn().Fit(train))["ndcg@10"].Mean);
    }

    [SharedFact(Folder + "train.tsv", Folder + "test.tsv")]
    public void Pairwise_ranking_is_better_than_that_of_implicit() => Reaches(0.17, Evaluate(train => new Bpr().Fit(train))["ndcg@10"].Mean);

    private static void Reaches(double bar, double value) => Assert.True(Math.Round(value, 4) >= bar, $"{value:F5} is below {bar}.");

    private static EvaluationReport Evaluate(Func<Interactions, IRecommender> fit)
    {
        var split = new Split(Part("train.tsv"), Part("test.tsv"));
        Assert.Equal((74_294, 18_540), (split.Train.Count, split.Test.Count));
        var evaluator = new Evaluator(new EvaluatorOptions { Metrics = [new Ndcg(10), new Ndcg(100)], Resamples = 0 });
        return evaluator.Evaluate("model", fit(split.Train), split);
    }

    // Lines of user index, item index, plays; every index is an id of both parts, in order.
    private static Interactions Part(string name)
    {
        string path = SharedFolder.File([.. (Folder + name).Split('/')])!;
        int[][] rows = [.. File.ReadLines(path).Select(line => line.Split('\t').Select(int.Parse).ToArray())];
        return Interactions.FromTriples([.. rows.Select(row => row[0])], [.. rows.Select(row => row[1])], [.. rows.Select(row => (float)row[2])],
            new IdMap(Enumerable.Range(0, 1892).Select(id => $"{id}")), new IdMap(Enumerable.Range(0, 17_632).Select(id => $"{id}")));
    }
}
