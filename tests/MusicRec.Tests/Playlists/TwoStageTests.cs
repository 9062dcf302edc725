using MusicRec.Boosting;
using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Playlists;
using MusicRec.Ranking;

namespace MusicRec.Tests.Playlists;

public class TwoStageTests
{
    private static readonly SeedGroup[] Groups = [new("first 5", 5), new("random 10", 10, AtRandom: true)];
    private static readonly EventSequences Playlists = DrawPlaylists.Themed(playlists: 100, themes: 4, tracksPerTheme: 30, length: 20,
        seed: 3);
    private static readonly TwoStageOptions Small = new()
    { Groups = Groups, Rounds = 2, Candidates = 60, Trees = new() { Trees = 15, Depth = 3 } };

    private static readonly CandidateSource Neighbors =
        new("item-knn", (playlists, _) => PlaylistModels.From(new ItemKnn().Fit(playlists.ToInteractions()), playlists.ItemIds));

    private static readonly CandidateSource Noise = new("noise", (playlists, _) => new Scores(playlists.ItemIds, (shown, item) =>
        (uint)(item * 7919 + shown.Sum() * 104_729) % 1000));

    [Fact]
    public void The_second_stage_keeps_what_is_good_and_drops_what_is_not()
    {
        var cases = new SeedGroupSplit { Groups = Groups, TestShare = 0.2, Seed = 9 }.Apply(Playlists);
        double Precision(string name, IPlaylistModel model) =>
            new ContinuationEvaluator(new() { Metrics = [new RPrecision()], Resamples = 0 }).Evaluate(name, model, cases).All["r-precision"].Mean;
        var two = new TwoStage([Noise, Neighbors], Small).Fit(cases.Train);
        double both = Precision("both", two), neighbors = Precision("knn", Neighbors.Fit(cases.Train, default));
        Assert.True(neighbors > 2 * Precision("noise", Noise.Fit(cases.Train, default)));
        Assert.True(both > 0.9 * neighbors, $"{both} {neighbors}");
        Assert.True(Importance(two, "noise") < 0.1, $"{Importance(two, "noise")}");
    }

    [Fact]
    public void No_source_sees_the_playlists_that_the_second_stage_learns_from()
    {
        // Memory knows the playlists it was fitted on by heart. What it says of others is nothing, so the trees must not trust it.
        var honest = new CandidateSource("memory", (playlists, _) => Memory(playlists));
        var cheating = new CandidateSource("memory", (_, _) => Memory(Playlists));
        Assert.True(Importance(new TwoStage([Neighbors, honest], Small).Fit(Playlists), "memory") < 0.02); // another list may hold all five
        Assert.True(Importance(new TwoStage([Neighbors, cheating], Small).Fit(Playlists), "memory") > 0.5); // what a leak would look like
    }

    [Fact]
    public void Sources_are_fitted_without_the_asked_playlists_in_each_round_and_then_on_all()
    {
        var fits = new List<EventSequences>();
        var spy = new CandidateSource("spy", (playlists, cancel) =>
        {
            fits.Add(playlists);
            return Neighbors.Fit(playlists, cancel);
        });
        var model = new TwoStage([spy], Small).Fit(Playlists);
        Assert.Equal([80, 80, 100], fits.Select(playlists => playlists.Count)); // two groups of 10 are left out
        Assert.Same(Playlists, fits[2]);
        Assert.NotEqual(fits[0].Events.ToArray(), fits[1].Events.ToArray());
        Assert.All(Enumerable.Range(0, Playlists.Items), track => Assert.True(model.Counts.IsKnown(track)));
    }

    [Fact]
    public void Candidates_stand_before_all_others_and_tracks_that_may_not_come_are_none()
    {
        var playlists = DrawPlaylists.Of(200, [.. Enumerable.Range(0, 60).Select(p => Enumerable.Range(p % 3 * 30, 20).ToArray())]);
        var options = Small with { Groups = [new("first 5", 5, HasTitle: false)], Candidates = 8 };
        var both = new TwoStage([Neighbors, Noise], options).Fit(playlists);
        var model = new TwoStageModel([both.Sources[0], both.Sources[1] with { Recalls = false }], both.Counts, both.Trees!, options);
        var scores = new float[200];
        model.ScorePlaylists(playlists, [0], scores);
        Assert.Equal(0, scores.Count(score => score >= 2)); // all of its theme's tracks are shown
        model.ScorePlaylists(DrawPlaylists.Of(200, [[0, 1, 2, 3, 4]]), [0], scores);
        Assert.Equal([.. Enumerable.Range(5, 8)], scores.Index().Where(pair => pair.Item >= 2).Select(pair => pair.Index));
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
        var any = new CandidateModel("noise", Noise.Fit(playlists, default));
        foreach (var eligible in Enum.GetValues<HiddenTracks>())
        {
            var first = new TwoStageModel([any], model.Counts, options with { Candidates = 200, Eligible = eligible });
            int[] found = first.Find(DrawPlaylists.Of(200, [[0]]), 0).Items;
            Assert.DoesNotContain(0, found);
            Assert.Equal(eligible != HiddenTracks.Unknown, found.Any(model.Counts.IsKnown));
            Assert.Equal(eligible != HiddenTracks.Known, found.Any(item => !model.Counts.IsKnown(item)));
        }
    }

    [Fact]
    public void Threads_do_not_change_a_bit_and_a_model_can_be_put_together_from_its_parts()
    {
        TwoStageModel Fitted(int threads) => new TwoStage([Neighbors, Noise], Small with { Threads = threads, Rounds = 1 }).Fit(Playlists);
        float[] Scored(TwoStageModel model)
        {
            var scores = new float[2 * Playlists.Items];
            model.ScorePlaylists(Playlists, [3, 7], scores);
            return scores;
        }
        var one = Fitted(1);
        Assert.Equal(Scored(one), Scored(Fitted(2)));
        Assert.Equal(Scored(one), Scored(Fitted(7)));
        using var file = new MemoryStream();
        one.Trees!.Save(file);
        file.Position = 0;
        Assert.Equal(Scored(one), Scored(new(one.Sources, PlaylistFeatures.Fit(Playlists), LambdaMartModel.Load(file), Small)));
        Assert.Throws<ArgumentException>(() => new TwoStageModel(one.Sources.Take(1), one.Counts, one.Trees, Small));
    }

    [Fact]
    public void Playlists_that_show_no_track_are_left_to_who_is_named_for_them()
    {
        SeedGroup[] groups = [new("title only", 0, HasTitle: false), .. Groups];
        var shown = new List<int>();
        var watched = new CandidateSource("watched", (playlists, _) => new Scores(playlists.ItemIds, (seeds, item) =>
        {
            lock (shown) shown.Add(seeds.Length);
            return item;
        }));
        var model = new TwoStage([Neighbors, watched], Small with { Groups = groups, Rounds = 1 }) { WithoutTracks = Noise }.Fit(Playlists);
        Assert.NotEmpty(shown);
        Assert.DoesNotContain(0, shown); // the trees did not learn from them either
        var asked = DrawPlaylists.Of(Playlists.Items, [[], [1, 2]]);
        var (scores, noise) = (new float[2 * Playlists.Items], new float[2 * Playlists.Items]);
        model.ScorePlaylists(asked, [0, 1], scores);
        model.WithoutTracks!.ScorePlaylists(asked, [0, 1], noise);
        Assert.Equal(noise.Take(Playlists.Items), scores.Take(Playlists.Items));
        Assert.NotEqual(noise.Skip(Playlists.Items), scores.Skip(Playlists.Items));
        var other = Noise.Fit(DrawPlaylists.Of(3, [[0]]), default);
        Assert.Throws<ArgumentException>(() => new TwoStageModel(model.Sources, model.Counts, model.Trees!, Small, other));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new TwoStage([]).Fit(Playlists));
        Assert.Throws<ArgumentException>(() => new TwoStage([Noise with { Recalls = false }]).Fit(Playlists));
        Assert.Throws<MusicRecException>(() => new TwoStage([Neighbors]).Fit(DrawPlaylists.Of(4, [[0, 1]])));
        Assert.Throws<ArgumentException>(() => new TwoStage([new("other", (_, _) => Memory(DrawPlaylists.Of(1, [])))], Small).Fit(Playlists));
        Assert.Throws<OperationCanceledException>(() => new TwoStage([Neighbors], Small).Fit(Playlists, cancel: new CancellationToken(true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TwoStageOptions { RoundShare = 0 });
        Assert.Throws<ArgumentNullException>(() => new CandidateSource("x", null!));
        Assert.Throws<ArgumentNullException>(() => new TwoStage(null!));
    }

    private static double Importance(TwoStageModel model, string source) =>
        model.FeatureNames.Zip(model.Trees!.Importance)
            .Where(pair => pair.First.StartsWith(source, StringComparison.Ordinal)).Sum(pair => pair.Second);

    // The other tracks of a playlist that holds all shown ones.
    private static Scores Memory(EventSequences playlists)
    {
        HashSet<int>[] known = [.. Enumerable.Range(0, playlists.Count).Select(p => playlists[p].ToArray().ToHashSet())];
        return new(playlists.ItemIds, (shown, item) => known.Any(list => list.Contains(item) && list.IsSupersetOf(shown)) ? 1 : 0);
    }

    private sealed class Scores(IdMap itemIds, Func<int[], int, float> score) : IPlaylistModel
    {
        public IdMap ItemIds => itemIds;

        public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
        {
            for (int q = 0; q < rows.Length; q++)
                for (int i = 0; i < itemIds.Count; i++) scores[q * itemIds.Count + i] = score(playlists[rows[q]].ToArray(), i);
        }
    }
}
