using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Ranking;

namespace MusicRec.Tests.Hybrid;

public class TitleModelTests
{
    private static readonly EventSequences Playlists = DrawPlaylists.Themed(playlists: 150, themes: 3, tracksPerTheme: 60, length: 30, seed: 3);

    private static readonly ContinuationCases Cases = new SeedGroupSplit
    { Groups = [new("title only", 0), new("first 5", 5, HasTitle: false)], TestShare = 0.2 }.Apply(Playlists);

    [Fact]
    public void A_title_alone_finds_the_tracks_of_like_titles()
    {
        foreach (var model in (IPlaylistModel[])[Neighbors(), Factors()])
        {
            var report = new ContinuationEvaluator().Evaluate("title", model, Cases);
            double titled = report.Groups[0].Report["r-precision"].Mean, untitled = report.Groups[1].Report["r-precision"].Mean;
            Assert.True(titled > 0.3, $"{model.GetType().Name} {titled}"); // a third of the tracks by chance: .14
            Assert.True(untitled < titled / 2, $"{model.GetType().Name} {untitled}");
        }
    }

    [Fact]
    public void Neighbours_score_as_the_formula_says()
    {
        string[] titles = ["rock", "Rock!", "pop", ""];
        var playlists = DrawPlaylists.Of(5, [[0, 1, 1], [1, 2], [3], [4]], titles);
        var scores = new float[10];
        var model = new TitleNeighbors(new() { Power = 1 }).Fit(playlists);
        var asked = DrawPlaylists.Of(5, [[], []], ["ROCK", ""]);
        model.ScorePlaylists(asked, [0, 1], scores);
        Assert.Equal(2, model.Titles);
        Assert.Equal([1, 2, 1], scores[..3].Select(score => MathF.Round(score, 4)));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0], scores[3..]); // rock and pop share no n-gram; no title, no score
        new TitleNeighbors(new() { Power = 1, PopularityPenalty = 1 }).Fit(playlists).ScorePlaylists(asked, [0, 1], scores);
        Assert.Equal([1, 1, 1], scores[..3].Select(score => MathF.Round(score, 4)));
        new TitleNeighbors(new() { Neighbors = 1 }).Fit(playlists).ScorePlaylists(DrawPlaylists.Of(5, [[]], ["rop"]), [0], scores.AsSpan(5));
        Assert.Single(new[] { scores[5] > 0, scores[8] > 0 }, found => found); // one title only
    }

    [Fact]
    public void Factors_of_a_title_are_those_of_its_playlists_where_the_penalty_is_small()
    {
        var playlists = DrawPlaylists.Of(3, [[0], [1], [2]], ["abc", "def", "ghi"]);
        var factors = MusicRec.Numerics.Matrix.From([1, 0, 0, 1, 5, 5], 3, 2);
        var model = new TitleFactors(new() { Lambda = 1e-6 }).Fit(playlists, factors, factors);
        Assert.Equal([0, 1], model.FactorsOf("DEF").Select(x => MathF.Round(x, 3)));
        Assert.Equal([2, 2], model.FactorsOf("zzz").Select(x => MathF.Round(x, 3))); // nothing known: the mean
        Assert.Throws<ArgumentException>(() => new TitleFactors().Fit(playlists, factors, MusicRec.Numerics.Matrix.From([1, 0], 1, 2)));
    }

    [Fact]
    public void Models_are_kept_in_files()
    {
        Kept(Neighbors(), model => model.Save, TitleNeighborModel.Load);
        Kept(Factors(), model => model.Save, TitleFactorModel.Load);

        static void Kept<T>(T model, Func<T, Action<Stream>> save, Func<Stream, T> load) where T : IPlaylistModel
        {
            using var file = new MemoryStream();
            save(model)(file);
            file.Position = 0;
            Assert.Equal(Scores(model), Scores(load(file)));
            byte[] bytes = file.ToArray();
            Assert.Throws<MusicRecException>(() => load(new MemoryStream(bytes[..(bytes.Length / 2)])));
        }
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<MusicRecException>(() => new TitleNeighbors().Fit(DrawPlaylists.Of(2, [[0]])));
        Assert.Throws<MusicRecException>(() => new TitleNeighbors().Fit(DrawPlaylists.Of(2, [[0]], [" . "])));
        Assert.Throws<ArgumentException>(() => Neighbors().ScorePlaylists(DrawPlaylists.Of(2, [[0]], ["x"]), [0], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TitleNeighborsOptions { Power = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TitleFactorsOptions { Lambda = double.NaN });
    }

    private static float[] Scores(IPlaylistModel model)
    {
        var scores = new float[2 * Playlists.Items];
        model.ScorePlaylists(Cases.Seeds, [0, 1], scores);
        return scores;
    }

    private static TitleNeighborModel Neighbors() => new TitleNeighbors().Fit(Cases.Train);

    private static TitleFactorModel Factors()
    {
        var wmf = new Wmf(new() { Factors = 8, Sweeps = 5 }).Fit(Cases.Train.ToInteractions());
        return new TitleFactors().Fit(Cases.Train, wmf.UserFactors, wmf.ItemFactors);
    }
}
