using System.Globalization;
using MusicRec.Numerics;
using MusicRec.Sequences;
using MusicRec.Tests.Sequences;

namespace MusicRec.Tests.Contracts;

/// <summary>What every fitted sequence model owes its users. Inherit it, say how to fit, save and load, and the tests come along.</summary>
public abstract class SequenceModelContract<TModel> where TModel : class, ISequenceModel
{
    private const int Songs = 14; // two rings of six, and two songs that nobody has played
    private readonly Lazy<TModel> _model;

    protected SequenceModelContract() => _model = new(() => Fit(Rings, threads: 2));

    /// <summary>Fits with small, seeded options.</summary>
    protected abstract TModel Fit(
        ItemSequences data, int threads = 0, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default);

    protected abstract void Save(TModel model, Stream stream);

    protected abstract TModel Load(Stream stream);

    /// <summary>Whether the next song of a ring comes first; false where a model does not learn order. Both answers are tested.</summary>
    protected virtual bool LearnsOrder => true;

    /// <summary>Sessions that walk along a ring of six songs: 0 1 2 3 4 5 0 .. or 6 7 8 9 10 11 6 .., and an empty and a short one.</summary>
    protected static ItemSequences Rings { get; } = MakeRings();

    private static ItemSequences Histories { get; } = DrawSequences.Of(Songs, [], [3], [13], [0, 0, 0], [12, 13, 6, 7],
        [.. Enumerable.Range(0, 300).Select(i => i % 6)], [5, 4, 3], [6, 7, 8], [0, 1, 2]);

    [Fact]
    public void Scores_are_finite_whatever_the_history_and_a_batch_equals_one_by_one()
    {
        float[] batch = DrawSequences.Score(_model.Value, Histories);
        Assert.All(batch, score => Assert.True(float.IsFinite(score)));
        for (int row = 0; row < Histories.Count; row++)
        {
            var one = new float[Songs];
            _model.Value.ScoreNext(Histories, [row], one);
            Close.Check(one, batch.AsSpan(row * Songs, Songs), $"history {row}");
        }
        _model.Value.ScoreNext(Histories, [], []);
    }

    [Fact]
    public void The_next_song_of_a_ring_comes_first_where_order_is_learned()
    {
        int right = 0;
        for (int i = 0; i < 12; i++)
        {
            int ring = i / 6 * 6;
            var history = DrawSequences.Of(Songs, [ring + (i + 4) % 6, ring + (i + 5) % 6, i]);
            var lists = SequenceRanker.RecommendNext(_model.Value, history, new() { K = 1 });
            if (lists[0][0].Item == ring + (i + 1) % 6) right++;
        }
        Assert.Equal(LearnsOrder, right == 12);
    }

    [Fact]
    public void Wrong_lengths_rows_and_items_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => _model.Value.ScoreNext(Histories, [0], new float[Songs - 1]));
        Assert.ThrowsAny<ArgumentException>(() => _model.Value.ScoreNext(Histories, [Histories.Count], new float[Songs]));
        Assert.ThrowsAny<ArgumentException>(() => _model.Value.ScoreNext(DrawSequences.Of(3, [0]), [0], new float[3]));
        Assert.InRange(_model.Value.RowsAtOnce, 1, 1024);
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        byte[] one = Saved(Fit(Rings, threads: 1));
        Assert.Equal(one, Saved(Fit(Rings, threads: 2)));
        Assert.Equal(one, Saved(Fit(Rings, threads: 7)));
    }

    [Fact]
    public void A_saved_model_scores_the_same_and_keeps_its_ids()
    {
        var loaded = Load(new MemoryStream(Saved(_model.Value)));
        Assert.Equal(DrawSequences.Score(_model.Value, Histories), DrawSequences.Score(loaded, Histories));
        Assert.Equal("7", loaded.ItemIds[7]);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = Saved(_model.Value);
        for (int length = 0; length < whole.Length; length += 1 + whole.Length / 1000)
            Assert.Throws<MusicRecException>(() => Load(new MemoryStream(whole, 0, length)));
    }

    [Fact]
    public void A_damaged_file_is_refused_or_still_scores()
    {
        byte[] whole = Saved(_model.Value);
        int header = 8 + (int)BitConverter.ToInt64(whole);
        var random = new CounterRandom(5, 5);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. whole];
            int reach = round % 2 == 0 ? whole.Length : header;
            for (ulong flip = 0; flip < 2; flip++)
                damaged[random.Below(4 * (ulong)round + flip, reach)] ^= (byte)(1 << random.Below(4 * (ulong)round + flip + 2, 8));
            try
            {
                var model = Load(new MemoryStream(damaged));
                if (model.ItemIds.Count == Songs) model.ScoreNext(Histories, [1, 4], new float[2 * Songs]);
            }
            catch (MusicRecException)
            {
                // refused with the documented exception: what we ask for
            }
        }
    }

    [Fact]
    public void Many_threads_may_ask_at_once()
    {
        float[] expected = DrawSequences.Score(_model.Value, Histories);
        Parallel.For(0, 32, _ => Assert.Equal(expected, DrawSequences.Score(_model.Value, Histories)));
    }

    [Fact]
    public void A_cancelled_fit_throws_and_progress_is_told()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(Rings, cancel: source.Token));
        var steps = new Steps();
        Fit(Rings, progress: steps);
        Assert.NotEmpty(steps.Seen);
    }

    [Fact]
    public void A_state_moved_on_play_by_play_scores_like_the_whole_history()
    {
        var model = Assert.IsType<IIncrementalModel>(_model.Value, exactMatch: false);
        for (int row = 0; row < Histories.Count; row++)
        {
            var state = new float[model.StateLength];
            foreach (int item in Histories[row])
            {
                model.Advance([item], state);
                foreach (ref float value in state.AsSpan())
                {
                    if (float.IsSubnormal(value)) value = 0; // as some processors do
                    value = float.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                }
            }
            var scores = new float[Songs];
            model.ScoreStates(state, scores);
            int[] seen = Histories[row].ToArray();
            if (seen.Length > model.Remembers) seen = seen[^model.Remembers..];
            Close.Check(DrawSequences.Score(model, DrawSequences.Of(Songs, seen)), scores, $"history {row}");
        }
        Assert.InRange(model.Remembers, 100, int.MaxValue);
        Assert.ThrowsAny<ArgumentException>(() => model.Advance([Songs], new float[model.StateLength]));
        Assert.ThrowsAny<ArgumentException>(() => model.Advance([0], new float[model.StateLength + 1]));
    }

    private byte[] Saved(TModel model)
    {
        using var stream = new MemoryStream();
        Save(model, stream);
        return stream.ToArray();
    }

    private static ItemSequences MakeRings()
    {
        List<int[]> rows = [[], [2]];
        for (int s = 0; s < 60; s++)
        {
            int ring = s % 2 * 6, start = s / 2;
            rows.Add([.. Enumerable.Range(start, 3 + s % 5).Select(i => ring + i % 6)]);
        }
        return DrawSequences.Of(Songs, [.. rows]);
    }

    private sealed class Steps : IProgress<TrainingStep>
    {
        public List<TrainingStep> Seen { get; } = [];

        public void Report(TrainingStep value) => Seen.Add(value);
    }
}
