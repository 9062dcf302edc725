using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Playlists;
using MusicRec.Ranking;
using MusicRec.Sequences;

namespace MusicRec.Tests.Playlists;

public class PlaylistContinuationTests
{
    // log p(next | last): from 0 the greedy way is 1, but 1 leads nowhere likely; 2 leads to 3 for sure.
    private static readonly double[][] Next = [[0, 0.55, 0.45, 0], [0.25, 0.25, 0.25, 0.25], [0, 0, 0.01, 0.99], [0.25, 0.25, 0.25, 0.25]];
    private static readonly Chain Model = new(Next);

    private static int[] Continue(ContinuationOptions options, params int[] history) =>
        [.. new PlaylistContinuation(Model, options).Continue(history).Select(t => t.Item)];

    [Fact]
    public void Greedy_takes_the_most_probable_track_at_every_step()
    {
        Assert.Equal([1, 2, 3], Continue(new() { Tracks = 3 }, 0)); // ties to the lower item
        Assert.Equal([1, 0, 1], Continue(new() { Tracks = 3, AllowRepeats = true }, 0));
    }

    [Fact]
    public void Beam_search_finds_the_most_probable_whole()
    {
        // of all pairs after 0 without repeats: 1 then 2 or 3: .55 x .5; 2 then 3: .45 x .99 / (.99 + 0 for item 1)
        Assert.Equal([2, 3], Continue(new() { Tracks = 2, Search = ContinuationSearch.Beam, Beams = 4 }, 0));
        Assert.Equal([1, 2], Continue(new() { Tracks = 2, Search = ContinuationSearch.Beam, Beams = 1 }, 0));
    }

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        int ones = Enumerable.Range(0, 2000).Count(seed =>
            Continue(new() { Tracks = 1, Search = ContinuationSearch.Sample, Seed = (ulong)seed }, 0)[0] == 1);
        Assert.InRange(ones, 1100 - 90, 1100 + 90); // .55 of 2,000, four standard errors
        var options = new ContinuationOptions { Tracks = 3, Search = ContinuationSearch.Sample, Seed = 5 };
        Assert.Equal(Continue(options, 0), Continue(options, 0));
        Assert.Equal([1, 2, 3], Continue(options with { Temperature = 1e-6 }, 0));
    }

    [Fact]
    public void Playlists_under_one_seed_have_draws_of_their_own()
    {
        var options = new ContinuationOptions { Tracks = 1, Search = ContinuationSearch.Sample, Seed = 5 };
        var plan = new PlaylistContinuation(Model, options);
        var lists = plan.Continue(ItemSequences.FromIds(Enumerable.Repeat((string[])["0"], 400), Model.ItemIds));
        Assert.InRange(lists.Count(list => list[0].Item == 1), 220 - 40, 220 + 40); // .55 of 400, four standard errors
        Assert.Equal(Continue(options, 0)[0], lists[0][0].Item);
        Assert.Equal(plan.Continue([0], 7), lists[7]);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Continue([0], -1));
    }

    [Theory, InlineData(ContinuationSearch.Greedy), InlineData(ContinuationSearch.Beam), InlineData(ContinuationSearch.Sample)]
    public void A_model_that_keeps_a_state_is_moved_on_and_never_asked_with_the_history(ContinuationSearch search)
    {
        var options = new ContinuationOptions { Tracks = 3, Search = search, Beams = 3, Seed = 11 };
        foreach (int[] history in (int[][])[[0], [], [1, 2], [3, 0, 2]])
        {
            var stateful = new StatefulChain(Next, remembers: int.MaxValue);
            Assert.Equal(new PlaylistContinuation(Model, options).Continue(history), new PlaylistContinuation(stateful, options).Continue(history));
        }
        var forgetful = new PlaylistContinuation(new StatefulChain(Next, remembers: 3), options); // too little for the history and three more
        Assert.Throws<NotSupportedException>(() => forgetful.Continue([0]));
    }

    [Fact]
    public void Only_what_is_allowed_comes_and_the_list_ends_where_nothing_is_left()
    {
        Assert.Equal([3, 1], Continue(new() { Tracks = 5, Allow = new ItemMask([1, 3], 4) }, 2));
        Assert.Equal(4, Continue(new() { Tracks = 9 }).Length); // an empty history
        Assert.Throws<ArgumentOutOfRangeException>(() => Continue(new(), 4));
        Assert.Throws<OperationCanceledException>(() => new PlaylistContinuation(Model).Continue([0], new CancellationToken(true)));
    }

    [Fact]
    public void Scores_are_logarithms_of_probabilities()
    {
        var first = new PlaylistContinuation(Model, new() { Tracks = 1 }).Continue([0])[0];
        Assert.Equal(Math.Log(0.55), first.Score, 1e-4);
    }

    [Fact]
    public void Transitions_are_as_likely_as_the_model_says()
    {
        var lists = ItemSequences.FromIds([["0", "1", "2"], ["2", "3"], ["1"], []], Model.ItemIds);
        double expected = (Math.Log(0.55) + Math.Log(0.25) + Math.Log(0.99)) / 3;
        Assert.Equal(expected, PlaylistMeasures.TransitionLogLikelihood(Model, lists), 1e-4);
        Assert.True(double.IsNaN(PlaylistMeasures.TransitionLogLikelihood(Model, ItemSequences.FromIds([["1"]], Model.ItemIds))));
    }

    [Fact]
    public void Measures_of_a_list_by_worked_examples()
    {
        var features = Matrix.From([3, 0, 0, 4, 3, 4, 0, 0], 4, 2);
        Assert.Equal((5 + 3) / 2.0, PlaylistMeasures.Roughness([0, 1, 2], features), 1e-12);
        Assert.Equal(0, PlaylistMeasures.Roughness([0], features));
        Assert.Equal(1, PlaylistMeasures.Coherence([0, 0], features), 1e-12);
        Assert.Equal((0.6 + 0.8) / 2, PlaylistMeasures.Coherence([0, 1], features), 1e-12); // mean (1.5, 2) has length 2.5
        Assert.Equal(0, PlaylistMeasures.Coherence([3], features));
        Assert.Equal(3 / 4.0, PlaylistMeasures.ArtistDiversity([0, 1, 2, 3], [5, 5, 6, -1]));
        Assert.Equal(0, PlaylistMeasures.ArtistDiversity([], [1]));
    }

    // State: 1 + the last item, 0 where there is none.
    private sealed class StatefulChain(double[][] next, int remembers) : IIncrementalModel
    {
        public IdMap ItemIds { get; } = IdMap.Sequential(next.Length);
        public int StateLength => 1;
        public int Remembers => remembers;

        public void Advance(ReadOnlySpan<int> items, Span<float> states)
        {
            for (int r = 0; r < items.Length; r++) states[r] = items[r] + 1;
        }

        public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
        {
            for (int r = 0; r < states.Length; r++)
                for (int i = 0; i < next.Length; i++)
                    scores[r * next.Length + i] = states[r] == 0 ? 0 : (float)Math.Log(next[(int)states[r] - 1][i] + 1e-9);
        }

        public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores) =>
            throw new NotSupportedException("Asked with the history.");
    }

    private sealed class Chain(double[][] next) : ISequenceModel
    {
        public IdMap ItemIds { get; } = IdMap.Sequential(next.Length);

        public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
        {
            for (int r = 0; r < rows.Length; r++)
            {
                var history = histories[rows[r]];
                for (int i = 0; i < next.Length; i++)
                    scores[r * next.Length + i] = history.IsEmpty ? 0 : (float)Math.Log(next[history[^1]][i] + 1e-9);
            }
        }
    }
}
