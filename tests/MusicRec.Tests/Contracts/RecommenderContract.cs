using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Tests.Contracts;

/// <summary>What every fitted recommender owes its users. Inherit it, say how to fit, save and load, and the tests come along;
/// what a model cannot do (fold in, similar items) is seen from its interfaces.</summary>
public abstract class RecommenderContract<TModel> where TModel : class, IRecommender
{
    private readonly Lazy<TModel> _planted;

    protected RecommenderContract() => _planted = new(() => Fit(Planted, threads: 2));

    /// <summary>Fits with small, seeded options.</summary>
    protected abstract TModel Fit(Interactions data, int threads = 0, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default);

    protected abstract void Save(TModel model, Stream stream);

    protected abstract TModel Load(Stream stream);

    /// <summary>Whether the model learns who likes what; false for popularity, random scores, and models of ratings. Both answers are
    /// tested.</summary>
    protected virtual bool LearnsTaste => true;

    /// <summary>Whether a known user's scores are those of the same plays folded in. Both answers are tested.</summary>
    protected virtual bool FoldInEqualsScore => false;

    /// <summary>Two groups of 24 users and 12 items each; user u of a group has played all its group's items but number u mod 12.
    /// User 48 has played nothing.</summary>
    protected static Interactions Planted { get; } = MakePlanted();

    [Fact]
    public void Scores_are_finite_and_a_batch_equals_one_by_one()
    {
        var model = _planted.Value;
        int[] users = [3, 48, 0, 3];
        var batch = new float[users.Length * 24];
        model.Score(users, batch);
        Assert.All(batch, score => Assert.True(float.IsFinite(score)));
        for (int i = 0; i < users.Length; i++)
        {
            var one = new float[24];
            model.Score([users[i]], one);
            Assert.Equal(one, batch[(24 * i)..(24 * (i + 1))]);
        }
    }

    [Fact]
    public void Wrong_lengths_and_unknown_users_are_refused()
    {
        var model = _planted.Value;
        Assert.ThrowsAny<ArgumentException>(() => model.Score([0], new float[23]));
        Assert.ThrowsAny<ArgumentException>(() => model.Score([49], new float[24]));
        Assert.ThrowsAny<ArgumentException>(() => model.Score([-1], new float[24]));
    }

    [Fact]
    public void The_withheld_item_comes_first_where_taste_is_learned()
    {
        int[] users = [.. Enumerable.Range(0, 48)];
        var lists = Ranker.Recommend(_planted.Value, users, new() { K = 1, Seen = Planted });
        Assert.Equal(LearnsTaste, users.All(user => lists[user][0].Item == Withheld(user)));
    }

    [Theory]
    [InlineData(1), InlineData(5), InlineData(13), InlineData(24), InlineData(1000)]
    public void Lists_hold_exactly_the_best_eligible_items(int k)
    {
        var model = _planted.Value;
        var allow = new ItemMask([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 23], 24);
        var deny = new ItemMask([4, 23], 24);
        int[] users = [0, 7, 30, 48];
        var lists = Ranker.Recommend(model, users, new() { K = k, Seen = Planted, Allow = allow, Deny = deny });
        for (int row = 0; row < users.Length; row++)
        {
            var scores = new float[24];
            model.Score([users[row]], scores);
            int[] seen = Planted.ItemsOf(users[row]).ToArray();
            var expected = Enumerable.Range(0, 24).Where(i => allow.Contains(i) && !deny.Contains(i) && !seen.Contains(i))
                .OrderByDescending(i => scores[i]).ThenBy(i => i).Take(k).ToArray();
            var actual = lists[row].ToArray();
            Assert.Equal(expected.Length, actual.Length);
            for (int r = 0; r < expected.Length; r++) AssertClose(scores[expected[r]], actual[r].Score); // near-equal scores may change places
            Assert.Equal(actual.Length, actual.Select(item => item.Item).Distinct().Count());
            Assert.All(actual,
                item => Assert.Contains(item.Item, Enumerable.Range(0, 24).Where(i => allow.Contains(i) && !deny.Contains(i) && !seen.Contains(i))));
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        byte[] one = Saved(Fit(Planted, threads: 1));
        Assert.Equal(one, Saved(Fit(Planted, threads: 2)));
        Assert.Equal(one, Saved(Fit(Planted, threads: 7)));
    }

    [Fact]
    public void A_saved_model_scores_the_same_and_keeps_its_ids()
    {
        var model = _planted.Value;
        var loaded = Load(new MemoryStream(Saved(model)));
        int[] users = [.. Enumerable.Range(0, 49)];
        float[] expected = new float[49 * 24], actual = new float[49 * 24];
        model.Score(users, expected);
        loaded.Score(users, actual);
        Assert.Equal(expected, actual);
        Assert.Equal("listener 7", loaded.UserIds[7]);
        Assert.Equal(11, loaded.ItemIds.IndexOf("song 11"));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = Saved(_planted.Value);
        for (int length = 0; length < whole.Length; length += 1 + whole.Length / 4000) // every byte of a small file
            Assert.Throws<MusicRecException>(() => Load(new MemoryStream(whole, 0, length)));
    }

    [Fact]
    public void A_damaged_file_is_refused_or_keeps_its_shape()
    {
        byte[] whole = Saved(_planted.Value);
        int header = 8 + (int)BitConverter.ToInt64(whole);
        var random = new Random(5);
        for (int round = 0; round < 600; round++)
        {
            byte[] damaged = [.. whole];
            int reach = round % 2 == 0 ? whole.Length : header;
            for (int flips = random.Next(1, 4); flips > 0; flips--) damaged[random.Next(reach)] ^= (byte)(1 << random.Next(8));
            try
            {
                var model = Load(new MemoryStream(damaged));
                Assert.Equal((49, 24), (model.UserIds.Count, model.ItemIds.Count));
                model.Score([0, 48], new float[2 * 24]);
                if (model is ISimilarItems similar) similar.ScoreSimilar([5], new float[24]);
                if (model is IFoldIn fold) fold.ScoreHistories(Planted, [3], new float[24]);
            }
            catch (MusicRecException)
            {
                // refused with the documented exception: what we ask for
            }
        }
    }

    [Fact]
    public void A_save_interrupted_at_any_byte_leaves_the_old_file()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("model");
        AtomicFile.Write(path, stream => stream.Write([9, 9]));
        int length = Saved(_planted.Value).Length;
        for (int bytes = 0; bytes < length; bytes += 1 + length / 40)
        {
            Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => Save(_planted.Value, new FullDisk(stream, bytes))));
            Assert.Equal([9, 9], File.ReadAllBytes(path));
            Assert.Single(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void Batches_may_be_empty_or_name_a_user_twice()
    {
        var model = _planted.Value;
        model.Score([], []);
        Assert.Equal(0, Ranker.Recommend(model, []).Count);
        var twice = Ranker.Recommend(model, [5, 48, 5], new() { K = 7 });
        Assert.Equal(twice[0].ToArray(), twice[2].ToArray());
        Assert.Equal(7, twice[1].Length); // a user without plays gets a list too
    }

    [Fact]
    public void Lists_descend_and_equal_scores_go_by_lower_index()
    {
        int[] users = [.. Enumerable.Range(0, 49)];
        var lists = Ranker.Recommend(_planted.Value, users, new() { K = 100 });
        foreach (int user in users)
        {
            var list = lists[user].ToArray();
            Assert.Equal(24, list.Length);
            Assert.Equal(list.OrderByDescending(item => item.Score).ThenBy(item => item.Item), list);
        }
    }

    [Fact]
    public void A_known_listener_folded_in_scores_the_same_where_the_model_says_so()
    {
        int[] users = [.. Enumerable.Range(0, 49)];
        float[] known = new float[49 * 24], folded = new float[49 * 24];
        _planted.Value.Score(users, known);
        if (_planted.Value is IFoldIn model) model.ScoreHistories(Planted, users, folded);
        double largest = known.Max(Math.Abs), error = known.Zip(folded, (a, b) => Math.Abs(a - b)).Max();
        Assert.Equal(FoldInEqualsScore, error <= Close.Float * largest);
    }

    [Fact]
    public void Many_threads_may_ask_at_once()
    {
        var model = _planted.Value;
        var expected = new float[24];
        model.Score([5], expected);
        Parallel.For(0, 64, _ =>
        {
            var scores = new float[24];
            model.Score([5], scores);
            Assert.Equal(expected, scores);
        });
    }

    [Fact]
    public void A_cancelled_fit_throws_and_progress_is_told()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Fit(Planted, cancel: source.Token));
        var steps = new Recorder();
        Fit(Planted, progress: steps);
        Assert.NotEmpty(steps.Seen);
        Assert.Equal(steps.Seen.Count, steps.Seen.Select(step => step.Step).Distinct().Count());
    }

    [Fact]
    public void A_new_listener_with_a_known_taste_gets_the_withheld_item()
    {
        if (_planted.Value is not IFoldIn model)
        {
            Assert.False(FoldInEqualsScore);
            return;
        }
        var lists = Ranker.RecommendFromHistories(model, Planted, new() { K = 1 });
        Assert.Equal(LearnsTaste, Enumerable.Range(0, 48).All(user => lists[user][0].Item == Withheld(user)));
        Assert.Equal(1, lists[48].Length); // no plays: still a list
    }

    [Fact]
    public void An_item_resembles_itself_most_and_its_own_group_next()
    {
        var scores = new float[24];
        if (_planted.Value is ISimilarItems model) model.ScoreSimilar([5], scores);
        Assert.Equal(scores.Max(), scores[5]);
        Assert.Equal(LearnsTaste && _planted.Value is ISimilarItems, scores[..12].Min() > scores[12..].Max());
    }

    private static int Withheld(int user) => user % 24 % 12 + user / 24 * 12;

    private byte[] Saved(TModel model)
    {
        using var stream = new MemoryStream();
        Save(model, stream);
        return stream.ToArray();
    }

    private static void AssertClose(float expected, float actual) => Assert.Equal(expected, actual, 1e-5f * Math.Max(1, Math.Abs(expected)));

    private static Interactions MakePlanted()
    {
        var (users, items) = (new List<int>(), new List<int>());
        for (int user = 0; user < 48; user++)
        {
            for (int item = user / 24 * 12; item < user / 24 * 12 + 12; item++)
            {
                if (item == Withheld(user)) continue;
                users.Add(user);
                items.Add(item);
            }
        }
        var userIds = new IdMap(Enumerable.Range(0, 49).Select(u => $"listener {u}"));
        var itemIds = new IdMap(Enumerable.Range(0, 24).Select(i => $"song {i}"));
        return Interactions.FromTriples(users.ToArray(), items.ToArray(), [], userIds, itemIds);
    }

    private sealed class Recorder : IProgress<TrainingStep>
    {
        public List<TrainingStep> Seen { get; } = [];

        public void Report(TrainingStep value) => Seen.Add(value);
    }
}
