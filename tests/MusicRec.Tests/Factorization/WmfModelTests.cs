using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Ranking;

namespace MusicRec.Tests.Factorization;

public class WmfModelTests
{
    private static readonly Interactions Data = WmfTests.Plays(60, 41, 8);
    private static readonly WmfModel Model = new Wmf(new WmfOptions { Factors = 9, Sweeps = 4, Lambda = 3 }).Fit(Data);

    [Fact]
    public void A_known_user_folded_in_scores_as_the_model_does()
    {
        int[] users = [.. Enumerable.Range(0, Data.Users)];
        var (known, folded) = (new float[users.Length * Data.Items], new float[users.Length * Data.Items]);
        Model.Score(users, known);
        Model.ScoreHistories(Data, users, folded);
        for (int k = 0; k < known.Length; k++) Assert.Equal(known[k], folded[k], 1e-5f);
        Assert.Equal(Model.UserFactors[7].ToArray(), Model.FoldIn(Data.ItemsOf(7), Data.WeightsOf(7)));
        Assert.All(Model.FoldIn([]), x => Assert.Equal(0f, x));
    }

    [Fact]
    public void Contributions_add_up_to_the_score()
    {
        var scores = new float[Data.Items];
        for (int user = 0; user < 20; user++)
        {
            Model.Score([user], scores);
            for (int item = 0; item < Data.Items; item++)
            {
                var why = Model.Explain(Data, user, item);
                Assert.Equal(scores[item], why.Score, 1e-5f);
                Assert.Equal(why.Score, why.Contributions.Sum(part => (double)part.Score), 1e-5);
                Assert.Equal(Data.ItemsOf(user).Length, why.Contributions.Count);
                Assert.Equal(why.Contributions.Select(part => part.Score).OrderDescending(), why.Contributions.Select(part => part.Score));
            }
        }
    }

    [Fact]
    public void A_listener_without_plays_has_nothing_to_explain()
    {
        var nobody = Interactions.FromTriples([], [], [], IdMap.Sequential(1), Data.ItemIds);
        Assert.Equal(0, Model.Explain(nobody, 0, 3).Score);
        Assert.Empty(Model.Explain(nobody, 0, 3).Contributions);
    }

    [Fact]
    public void Similar_items_are_ranked_by_cosine()
    {
        var scores = new float[2 * Data.Items];
        Model.ScoreSimilar([4, 11], scores);
        for (int i = 0; i < Data.Items; i++)
        {
            double Product(int a, int b) => Model.ItemFactors[a].ToArray().Zip(Model.ItemFactors[b].ToArray(), (v, w) => (double)v * w).Sum();
            Assert.Equal(Product(11, i) / Math.Sqrt(Product(i, i) * Product(11, 11)), scores[Data.Items + i], 1e-5);
        }
        Assert.Equal(1, scores[4], 1e-5f);
    }

    [Fact]
    public void What_is_saved_is_loaded_and_scores_and_folds_alike_without_the_data()
    {
        var ids = new IdMap(Enumerable.Range(0, Data.Items).Select(i => $"artist {i} \u00e9"));
        var model = new WmfModel(Model.UserFactors, Model.ItemFactors, Model.UserIds, ids, Model.Options with { Nu = 0.1, Seed = ulong.MaxValue });
        var loaded = WmfModel.Load(new MemoryStream(Bytes(model)));
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal("artist 3 \u00e9", loaded.ItemIds[3]);
        var (before, after) = (new float[Data.Items], new float[Data.Items]);
        model.ScoreHistories(Data, [5], before);
        loaded.ScoreHistories(Data, [5], after);
        Assert.Equal(before, after);
        Assert.Equal(Bytes(model), Bytes(loaded));
    }

    [Fact]
    public void Damaged_files_are_refused_and_never_crash()
    {
        byte[] whole = Bytes(Model);
        var random = new MusicRec.Numerics.CounterRandom(3, 3);
        for (ulong round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. whole];
            for (ulong k = 0; k <= round % 3; k++)
                bytes[random.Below(8 * round + k, Math.Min(bytes.Length, 1400))] = (byte)random.Below(8 * round + k + 4, 256);
            int length = round % 2 == 0 ? bytes.Length : random.Below(8 * round + 7, bytes.Length);
            try { WmfModel.Load(new MemoryStream(bytes, 0, length)).Score([0], new float[Data.Items]); }
            catch (MusicRecException) { }
            catch (ArgumentException) { } // loaded, but of other sizes than asked for here
        }
    }

    [Fact]
    public void Infinite_factors_are_refused()
    {
        byte[] bytes = Bytes(Model);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), float.NaN);
        Assert.Throws<MusicRecException>(() => WmfModel.Load(new MemoryStream(bytes)));
    }

    [Fact]
    public void Ranking_a_folded_in_listener_leaves_own_plays_out()
    {
        var best = Ranker.RecommendFromHistories(Model, Data, new RankingOptions { K = 100 });
        for (int u = 0; u < Data.Users; u++)
        {
            Assert.Equal(Data.Items - Data.ItemsOf(u).Length, best[u].Length);
            foreach (var item in best[u]) Assert.True(Data.ItemsOf(u).BinarySearch(item.Item) < 0);
        }
    }

    [Fact]
    public void Histories_of_another_catalogue_are_refused()
    {
        var other = WmfTests.Plays(3, 5, 2);
        Assert.Throws<ArgumentException>(() => Model.ScoreHistories(other, [0], new float[5]));
        Assert.Throws<ArgumentException>(() => Model.Explain(other, 0, 0));
    }

    private static byte[] Bytes(WmfModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
