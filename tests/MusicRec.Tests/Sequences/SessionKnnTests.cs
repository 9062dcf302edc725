using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class SessionKnnTests
{
    private static readonly ItemSequences Train = DrawSequences.Rows(rows: 300, items: 40, longest: 9, seed: 1, times: true);
    private static readonly ItemSequences Queries = DrawSequences.Rows(rows: 60, items: 40, longest: 7, seed: 2, times: true);

    public static TheoryData<SessionKnnOptions> Settings
    {
        get
        {
            var data = new TheoryData<SessionKnnOptions>();
            foreach (var similarity in Enum.GetValues<SessionSimilarity>())
                data.Add(new SknnOptions { Similarity = similarity, Neighbours = 20 });
            foreach (var decay in Enum.GetValues<Decay>())
                data.Add(new VSknnOptions { ItemWeighting = decay, ScoreWeighting = decay, Neighbours = 15, SampleSize = 60, IdfWeight = 0.5 });
            data.Add(new VSknnOptions { Similarity = SessionSimilarity.Dot, Candidates = SessionCandidates.LastItem, HistoryItems = 3 });
            data.Add(new VSknnOptions { DistanceDecay = 3, BehindWeight = 0.5, HalfLife = 40, Neighbours = 20, SampleSize = 60 });
            data.Add(new VSknnOptions { BehindWeight = 0, Neighbours = 20 });
            data.Add(new StanOptions { Neighbours = 25, SampleSize = 50 });
            data.Add(new StanOptions { AgeDecay = 0, PositionDecay = 0, DistanceDecay = 0, Candidates = SessionCandidates.LastItem });
            return data;
        }
    }

    [Theory, MemberData(nameof(Settings))]
    public void Scores_are_those_of_the_plain_definition(SessionKnnOptions options)
    {
        var model = Fit(options, Train);
        for (int q = 0; q < Queries.Count; q++)
        {
            double[] expected = SessionKnnReference.Score(options.ToRule(), Train, Queries[q], Queries.TimesOf(q));
            double[] actual = model.ScoreExactly(Queries[q], Queries.TimesOf(q));
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12 * Math.Max(1, expected[i]));
        }
    }

    [Fact]
    public void A_half_life_needs_sessions_in_the_order_of_time() =>
        Assert.Contains("HalfLife is 5", Assert.Throws<ArgumentException>(
            () => new VSknn(new VSknnOptions { HalfLife = 5, Sampling = SessionSampling.Random }).Fit(Train)).Message, StringComparison.Ordinal);

    [Theory, MemberData(nameof(Settings))]
    public void A_state_moved_on_with_times_scores_like_the_whole_history(SessionKnnOptions options)
    {
        IIncrementalModel model = Fit(options, Train);
        Assert.Equal(options.HistoryItems > 0 ? int.MaxValue : 128, model.Remembers);
        for (int q = 0; q < Queries.Count; q++)
        {
            if (Queries[q].IsEmpty) continue;
            var (state, scores, whole) = (new float[model.StateLength], new float[Queries.Items], new float[Queries.Items]);
            for (int e = 0; e < Queries[q].Length; e++) model.Advance([Queries[q][e]], [Queries.TimesOf(q)[e]], state);
            model.ScoreStates(state, scores);
            model.ScoreNext(Queries, [q], whole);
            Assert.Equal(whole, scores);
        }
    }

    [Theory, MemberData(nameof(Settings))]
    public void What_is_written_is_read(SessionKnnOptions options)
    {
        var model = Fit(options, Train);
        var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        Assert.Equal(DrawSequences.Score(model, Queries), DrawSequences.Score(SessionKnnModel.Load(stream), Queries));
    }

    [Fact]
    public void A_file_with_any_foreign_index_or_setting_is_refused()
    {
        var model = new Sknn().Fit(DrawSequences.Of(3, [0, 1], [2]));
        var stream = new MemoryStream();
        model.Save(stream);
        byte[] whole = stream.ToArray();
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<MusicRecException>(() => SessionKnnModel.Load(new MemoryStream(whole, 0, length)));
        int items = System.Text.Encoding.ASCII.GetString(whole).IndexOf("\"session_items\"", StringComparison.Ordinal);
        string header = System.Text.Encoding.ASCII.GetString(whole);
        Assert.True(items > 0);
        string settings = header.Replace("\"neighbours\":\"100\"", "\"neighbours\":\"-10\"", StringComparison.Ordinal);
        Assert.NotEqual(header, settings);
        Assert.Throws<MusicRecException>(() => SessionKnnModel.Load(new MemoryStream(Bytes(settings))));
        int data = 8 + (int)BitConverter.ToInt64(whole, 0);
        for (int at = data; at < whole.Length; at++) // every single damaged byte is either refused or harmless
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x80;
            try
            {
                var loaded = SessionKnnModel.Load(new MemoryStream(damaged));
                Assert.All(DrawSequences.Score(loaded, DrawSequences.Of(3, [0, 1], [2])), s => Assert.True(float.IsFinite(s)));
            }
            catch (MusicRecException) { }
        }

        static byte[] Bytes(string text) => [.. text.Select(c => (byte)c)];
    }

    [Fact]
    public void The_sample_is_the_most_recent_sessions()
    {
        var train = new ItemSequences([0, 2, 4, 6], [0, 1, 0, 2, 0, 3], IdMap.Sequential(4), [500, 510, 900, 910, 100, 110]);
        double[] scores = new Sknn(new() { SampleSize = 1 }).Fit(train).ScoreExactly([0], []);
        Assert.Equal([true, false, true, false], scores.Select(s => s > 0)); // the session that ended at 910
    }

    [Fact]
    public void A_random_sample_depends_on_the_seed_alone()
    {
        var options = new SknnOptions { Sampling = SessionSampling.Random, SampleSize = 5, Seed = 3 };
        var first = DrawSequences.Score(new Sknn(options).Fit(Train), Queries);
        Assert.Equal(first, DrawSequences.Score(new Sknn(options).Fit(Train), Queries));
        Assert.NotEqual(first, DrawSequences.Score(new Sknn(options with { Seed = 4 }).Fit(Train), Queries));
    }

    [Fact]
    public void Histories_without_a_known_item_score_zero()
    {
        var model = new VSknn().Fit(DrawSequences.Of(5, [0, 1, 2], [], [3]));
        Assert.All(DrawSequences.Score(model, DrawSequences.Of(5, [], [4], [4, 4])), s => Assert.Equal(0, s));
        Assert.All(DrawSequences.Score(new Stan().Fit(DrawSequences.Of(2)), DrawSequences.Of(2, [0, 1])), s => Assert.Equal(0, s));
    }

    [Fact]
    public void Sessions_of_the_future_and_clock_jumps_count_as_of_now()
    {
        var train = new ItemSequences([0, 2], [0, 1], IdMap.Sequential(2), [2_000_000_000, 1_900_000_000]);
        var model = new Stan(new() { AgeDecay = 1 }).Fit(train);
        Assert.Equal(model.ScoreExactly([0], []), model.ScoreExactly([0], [5]));
    }

    [Fact]
    public void Many_threads_asking_at_once_get_the_same_scores()
    {
        var model = new VSknn(new() { Neighbours = 10 }).Fit(Train);
        var alone = DrawSequences.Score(model, Queries);
        Parallel.For(0, 16, _ => Assert.Equal(alone, DrawSequences.Score(model, Queries)));
    }

    [Fact]
    public void Mistaken_settings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SknnOptions { Neighbours = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VSknnOptions { SampleSize = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VSknnOptions { Similarity = SessionSimilarity.Jaccard });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VSknnOptions { IdfWeight = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StanOptions { AgeDecay = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StanOptions { Candidates = (SessionCandidates)9 });
    }

    [Fact]
    public void A_cancelled_fit_throws() =>
        Assert.Throws<OperationCanceledException>(() => new Sknn().Fit(Train, cancel: new CancellationToken(canceled: true)));

    private static SessionKnnModel Fit(SessionKnnOptions options, ItemSequences data) => options switch
    {
        SknnOptions o => new Sknn(o).Fit(data),
        VSknnOptions o => new VSknn(o).Fit(data),
        StanOptions o => new Stan(o).Fit(data),
        _ => throw new ArgumentException($"No recipe for {options.GetType()}.", nameof(options)),
    };
}
