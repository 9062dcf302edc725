using MusicRec.Data;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Ranking;
using MusicRec.Sequences;
using MusicRec.Tests.Sequences;

namespace MusicRec.Tests.Hybrid;

public class NewTrackModelTests
{
    private const int Known = 12, Content = 20;

    // A ring of twelve known songs 0 .. 11; song "twin" sounds like 4, "stranger" like nothing else. Ids in another order than the model's.
    private static readonly IdMap All = new(["twin", .. Enumerable.Range(0, Known).Reverse().Select(i => $"{i}"), "stranger"]);
    private static readonly Matrix Sound = MakeSound();
    private static readonly ItemSequences Ring =
        DrawSequences.Of(Known, [.. Enumerable.Range(0, 48).Select(s => Enumerable.Range(s, 6).Select(i => i % Known).ToArray())]);

    [Fact]
    public void A_twin_in_content_is_played_where_its_twin_is()
    {
        var factors = new Fpmc(new() { Factors = 8, Epochs = 40 }).Fit(Ring);
        foreach (ISequenceModel inner in (ISequenceModel[])[Network(), factors, new MarkovChain().Fit(Ring)])
        {
            var model = new NewTrackModel(inner, All, Sound, new() { Lambda = 1e-3 });
            var history = ItemSequences.FromIds([["1", "2", "3"]], All);
            var scores = new float[All.Count];
            model.ScoreNext(history, [0], scores);
            Assert.Equal(scores[All.IndexOf("4")], scores[All.IndexOf("twin")], 0.02f * (scores.Max() - scores.Min()));
            var news = SequenceRanker.RecommendNext(model, history, new() { K = 2, Allow = new ItemMask(model.NewTracks, All.Count) });
            Assert.Equal("twin", All[news[0][0].Item]);
        }
    }

    [Fact]
    public void After_a_twin_comes_what_comes_after_its_twin()
    {
        var model = new NewTrackModel(Network(), All, Sound);
        Assert.Equal("4", All[model.StandInOf(All.IndexOf("twin"))]);
        Assert.Equal("7", All[model.StandInOf(All.IndexOf("7"))]);
        var lists = SequenceRanker.RecommendNext(model, ItemSequences.FromIds([["2", "3", "twin"]], All), new() { K = 1 });
        Assert.Equal("5", All[lists[0][0].Item]);
    }

    [Fact]
    public void Known_tracks_keep_their_scores()
    {
        var network = Network();
        var model = new NewTrackModel(network, All, Sound);
        string[][] rows = [["3", "9"], [], ["11"]];
        float[] inner = DrawSequences.Score(network, ItemSequences.FromIds(rows, network.ItemIds));
        float[] outer = DrawSequences.Score(model, ItemSequences.FromIds(rows, All));
        for (int r = 0; r < rows.Length; r++)
            for (int k = 0; k < Known; k++) Assert.Equal(inner[r * Known + k], outer[r * All.Count + All.IndexOf($"{k}")]);
        Assert.All(outer, score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Scores_of_new_tracks_are_those_of_vectors_predicted_by_ridge_regression()
    {
        var inner = new Fpmc(new() { Factors = 5, Epochs = 20 }).Fit(Ring);
        var vectors = new Matrix(Known, 6); // e_j, b_j
        float[] biases = DrawSequences.Score(inner, DrawSequences.Of(Known, (int[])[]));
        for (int k = 0; k < Known; k++)
        {
            inner.EntryVectors()[k].CopyTo(vectors.Row(k));
            vectors.Row(k)[5] = biases[k];
        }
        var raw = new Matrix(All.Count, 3); // few features, already standardised over the known tracks: the ridge cannot interpolate
        for (int k = 0; k < Known; k++) ((float[])[k % 2 * 2 - 1, k / 2 % 2 * 2 - 1, k < 6 ? 1 : -1]).CopyTo(raw.Row(All.IndexOf($"{k}")));
        ((float[])[0.3f, -1.2f, 2]).CopyTo(raw.Row(0));
        int[] order = [.. Enumerable.Range(0, Known).Select(k => All.IndexOf($"{k}"))];
        var map = new RidgeRegression(new() { Lambda = 4 }).Fit(Features.Select(raw, order), vectors);
        var predicted = map.Predict(Features.Select(raw, [0]))[0];
        var model = new NewTrackModel(inner, All, raw, new() { Lambda = 4 });
        var scores = new float[All.Count];
        model.ScoreNext(ItemSequences.FromIds([["7"]], All), [0], scores);
        double expected = predicted[5];
        for (int f = 0; f < 5; f++) expected += predicted[f] * inner.ExitVectors()[7][f];
        Assert.Equal(expected, scores[0], 1e-4);
    }

    [Fact]
    public void A_state_moved_on_play_by_play_scores_like_the_whole_history()
    {
        foreach (ISequenceModel inner in (ISequenceModel[])[Network(), new VSknn().Fit(Ring)])
        {
            var model = new NewTrackModel(inner, All, Sound);
            var histories = ItemSequences.FromIds([["2", "twin", "stranger", "3"], [], ["11"]], All);
            var states = new float[histories.Count * model.StateLength];
            for (int row = 0; row < histories.Count; row++)
                foreach (int item in histories[row]) model.Advance([item], states.AsSpan(row * model.StateLength, model.StateLength));
            var scores = new float[histories.Count * All.Count];
            model.ScoreStates(states, scores);
            Close.Check(DrawSequences.Score(model, histories), scores, "new tracks");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var inner = new MarkovChain().Fit(Ring);
        Assert.ThrowsAny<ArgumentException>(() => new NewTrackModel(inner, new IdMap(["0", "1"]), new Matrix(2, 3)));
        Assert.ThrowsAny<ArgumentException>(() => new NewTrackModel(inner, All, new Matrix(3, 3)));
        Assert.Throws<MusicRecException>(() => new NewTrackModel(inner, All, new Matrix(All.Count, 2), new() { Lambda = 0 }));
        var model = new NewTrackModel(inner, All, Sound);
        Assert.ThrowsAny<ArgumentException>(() => model.ScoreNext(Ring, [0], new float[All.Count]));
        Assert.ThrowsAny<ArgumentException>(() => model.ScoreNext(ItemSequences.FromIds([["1"]], All), [0], new float[3]));
        var same = new NewTrackModel(inner, inner.ItemIds, new Matrix(Known, 1)); // no new track
        Assert.Equal(DrawSequences.Score(inner, Ring), DrawSequences.Score(same, Ring));
    }

    private static Gru4RecModel Network() => new Gru4Rec(new()
    {
        Units = 16,
        Epochs = 30,
        BatchSize = 6,
        Samples = 20,
        LearningRate = 0.1,
        DropoutHidden = 0,
        DropoutEmbedding = 0,
    }).Fit(Ring);

    private static Matrix MakeSound()
    {
        var (sound, random) = (new Matrix(All.Count, Content), new CounterRandom(3, 1));
        for (int i = 0; i < All.Count; i++)
            for (int c = 0; c < Content; c++) sound.Row(i)[c] = (float)(5 + 3 * random.Normal((ulong)(i * Content + c)));
        sound[All.IndexOf("4")].CopyTo(sound.Row(All.IndexOf("twin")));
        return sound;
    }
}
