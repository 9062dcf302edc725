using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Playlists;
using MusicRec.Ranking;
using MusicRec.Sequences;

namespace MusicRec.Tests.Evaluation;

public class ContinuationEvaluatorTests
{
    private static readonly EventSequences Playlists = DrawPlaylists.Themed(playlists: 120, themes: 3, tracksPerTheme: 60, length: 40, seed: 3);
    private static readonly SeedGroup[] Three = [new("title only", 0), new("first 10", 10, HasTitle: false), new("first 100", 100, HasTitle: false)];

    [Fact]
    public void Each_category_is_judged_by_itself_and_empty_ones_stay()
    {
        var cases = new SeedGroupSplit { Groups = Three, TestShare = 0.3, Seed = 2 }.Apply(Playlists);
        var metrics = ContinuationEvaluator.ChallengeMetrics(Playlists.Tracks!.Artists);
        var evaluator = new ContinuationEvaluator(new() { Metrics = metrics, Resamples = 50 });
        var report = evaluator.Evaluate("knows tracks only", new Answers(cases, titled: false), cases);
        Assert.Equal([12, 12, 0], report.Groups.Select(group => group.Report.Users.Length));
        Assert.Equal("first 100", report.Groups[2].Count.Group.Name);
        double[] means = [.. report.Groups.Select(group => group.Report["ndcg@500(jarvelin,hits)"].Mean)];
        Assert.Equal(1, means[1], 12);
        Assert.InRange(means[0], 0.01, 0.9); // zeros: the order of items
        Assert.Equal((means[0] + means[1]) / 2, report.All["ndcg@500(jarvelin,hits)"].Mean, 12);
        Assert.NotNull(report.Groups[0].Report.Metrics[0].Interval);
        Assert.Equal(0, report.Groups[1].Report["clicks@500"].Mean);
    }

    [Fact]
    public void Models_of_listeners_and_sequences_continue_playlists()
    {
        var cases = new SeedGroupSplit { Groups = Three, TestShare = 0.3, Seed = 2 }.Apply(Playlists);
        var sequences = new SessionItemKnn().Fit(ItemSequences.From(cases.Train));
        var model = PlaylistModels.From(sequences);
        var listeners = PlaylistModels.From(new MusicRec.Collaborative.ItemKnn().Fit(cases.Train.ToInteractions()), Playlists.ItemIds);
        foreach (var one in new[] { model, listeners })
        {
            var report = new ContinuationEvaluator().Evaluate("knn", one, cases);
            Assert.True(report.Groups[1].Report["r-precision"].Mean > 0.3);
            var scores = new float[Playlists.Items];
            one.ScorePlaylists(cases.Seeds, [0], scores); // no track is shown
            Assert.All(scores, score => Assert.Equal(0, score));
            Assert.Throws<ArgumentOutOfRangeException>(() => one.ScorePlaylists(cases.Seeds, [-1], scores));
            Assert.Throws<ArgumentException>(() => one.ScorePlaylists(cases.Seeds, [0], new float[3]));
            var list = PlaylistRanker.Continue(one, cases.Seeds, new RankingOptions { K = 7 });
            Assert.Equal(7, list[15].Length);
            foreach (var track in list[15]) Assert.DoesNotContain(track.Item, cases.Seeds[15].ToArray());
        }
        var other = DrawPlaylists.Of(3, [[0]]);
        Assert.Throws<ArgumentException>(() => PlaylistRanker.Continue(model, other));
    }

    // Knows all hidden tracks of playlists without a title.
    private sealed class Answers(ContinuationCases cases, bool titled) : IPlaylistModel
    {
        public IdMap ItemIds => cases.Seeds.ItemIds;

        public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
        {
            scores.Clear();
            for (int q = 0; q < rows.Length; q++)
                if (playlists.TitleOf(rows[q]).Length > 0 == titled)
                    foreach (int track in cases.Hidden.ItemsOf(rows[q])) scores[q * ItemIds.Count + track] = 1;
        }
    }
}
