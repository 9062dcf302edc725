using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class ItemRuleTests
{
    private static readonly ItemSequences Train = DrawSequences.Rows(rows: 600, items: 700, longest: 12, seed: 4);

    [Theory]
    [InlineData(0), InlineData(3)]
    public void Association_rules_count_pairs_in_any_order(int window)
    {
        var model = new AssociationRules(new() { Window = window }).Fit(Train);
        CheckAgainst(model, (p, q) => p != q && (window == 0 || Math.Abs(p - q) <= window) ? 1 : 0);
    }

    [Theory]
    [InlineData(Decay.None), InlineData(Decay.Linear), InlineData(Decay.Reciprocal), InlineData(Decay.Logarithmic), InlineData(Decay.Quadratic)]
    public void Sequential_rules_add_the_weight_of_the_distance(Decay decay)
    {
        var model = new SequentialRules(new() { Steps = 4, Weighting = decay }).Fit(Train);
        CheckAgainst(model, (p, q) => q > p && q - p <= 4 ? Decays.OverDistance(decay, q - p) : 0);
    }

    [Theory]
    [InlineData(1, 0.0, 0.0, 0.0), InlineData(3, 0.0, 0.0, 0.0), InlineData(1, 0.4, 0.0, 0.0), InlineData(1, 0.0, 0.7, 0.0),
     InlineData(1, 0.0, 0.0, 20.0), InlineData(4, 0.3, 1.0, 35.0)]
    public void Sequential_rules_by_several_events_are_their_definition(int history, double behind, double normalization, double halfLife)
    {
        var options = new SequentialRulesOptions
        {
            Steps = 5,
            History = history,
            HistoryWeighting = Decay.Logarithmic,
            BehindWeight = behind,
            Normalization = normalization,
            HalfLife = halfLife,
        };
        foreach (var train in (ItemSequences[])[Train, DrawSequences.Rows(rows: 60, items: 20, longest: 9, seed: 8, times: true)])
        {
            int[] oldest = [.. Enumerable.Range(0, train.Count)
                .OrderBy(row => train.TimesOf(row).IsEmpty ? 0 : train.TimesOf(row)[^1]).ThenBy(row => row)];
            var rules = new double[train.Items, train.Items];
            for (int at = 0; at < train.Count; at++)
            {
                int[] events = train[oldest[at]].ToArray();
                double recency = halfLife > 0 ? Math.Pow(0.5, (train.Count - 1 - at) / halfLife) : 1;
                for (int p = 0; p < events.Length; p++)
                {
                    for (int q = 0; q < events.Length; q++)
                        if (p != q && Math.Abs(q - p) <= 5) rules[events[p], events[q]] += recency * (q > p ? 1 : behind) / Math.Abs(q - p);
                }
            }
            var queries = DrawSequences.Rows(rows: 15, items: train.Items, longest: 7, seed: 9);
            float[][] actual = [.. DrawSequences.Score(new SequentialRules(options).Fit(train), queries).Chunk(train.Items)];
            for (int query = 0; query < queries.Count; query++)
            {
                var expected = new double[train.Items];
                for (int s = 1; s <= Math.Min(history, queries[query].Length); s++)
                {
                    int item = queries[query][^s];
                    double total = Enumerable.Range(0, train.Items).Sum(j => rules[item, j]), vote = 1 / Math.Log10(s + 1.7);
                    for (int j = 0; j < train.Items; j++)
                        if (total > 0) expected[j] += vote * rules[item, j] / Math.Pow(total, normalization);
                }
                Close.Check(expected.Select(x => (float)x).ToArray(), actual[query], $"query {query}");
            }
        }
    }

    [Fact]
    public void Linear_decay_ends_at_ten_steps()
    {
        var train = DrawSequences.Of(13, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var model = new SequentialRules(new() { Steps = 20, Weighting = Decay.Linear }).Fit(train);
        Assert.Equal(Enumerable.Range(1, 9), model.ConsequentsOf(0).ToArray());
    }

    [Fact]
    public void A_chain_gives_probabilities_that_sum_to_one()
    {
        var model = new MarkovChain(new() { BackOff = 2.5 }).Fit(Train);
        float[] scores = DrawSequences.Score(model, DrawSequences.Of(Train.Items, [], [0], [5, 17], [Train.Items - 1]));
        foreach (float[] row in scores.Chunk(Train.Items)) Assert.Equal(1, row.Sum(s => (double)s), 1e-5);
    }

    [Fact]
    public void A_chain_without_back_off_gives_bare_frequencies()
    {
        var model = new MarkovChain(new() { BackOff = 0 }).Fit(DrawSequences.Of(4, [0, 1, 0, 2], [0, 1], [3]));
        Assert.Equal([0, 2f / 3, 1f / 3, 0, 0, 0, 0, 0, 0, 0, 0, 0], DrawSequences.Score(model, DrawSequences.Of(4, [2, 0], [3], [])));
    }

    [Fact]
    public void A_chain_backs_off_to_popularity()
    {
        var model = new MarkovChain(new() { BackOff = 1 }).Fit(DrawSequences.Of(3, [0, 1, 0], [2]));
        // shares 1/2, 1/4, 1/4; item 2 has no successor
        Assert.Equal([0.5f, 0.25f, 0.25f], DrawSequences.Score(model, DrawSequences.Of(3, [2])));
        Assert.Equal([0.25f, 0.5f + 0.125f, 0.125f], DrawSequences.Score(model, DrawSequences.Of(3, [0])));
    }

    [Fact]
    public void Popularity_counts_all_events_or_the_recent_ones()
    {
        var train = new ItemSequences([0, 2, 3], [0, 0, 1], IdMap.Sequential(2), [10, 20, 100]);
        var history = DrawSequences.Of(2, [0]);
        Assert.Equal([2f, 1f], DrawSequences.Score(new EventPopularity().Fit(train), history));
        Assert.Equal([0f, 1f], DrawSequences.Score(new EventPopularity(new() { Window = TimeSpan.FromSeconds(79) }).Fit(train), history));
        Assert.Equal([1f, 1f], DrawSequences.Score(new EventPopularity(new() { Window = TimeSpan.FromSeconds(80) }).Fit(train), history));
        Assert.Throws<MusicRecException>(() => new EventPopularity(new() { Window = TimeSpan.FromDays(1) }).Fit(Train));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventPopularityOptions { Window = TimeSpan.Zero });
    }

    [Fact]
    public void An_event_a_half_life_ago_counts_half()
    {
        var train = new ItemSequences([0, 2, 3], [0, 0, 1], IdMap.Sequential(2), [10, 30, 50]);
        var model = new EventPopularity(new() { HalfLife = TimeSpan.FromSeconds(20) }).Fit(train);
        Assert.Equal([0.75f, 1f], DrawSequences.Score(model, DrawSequences.Of(2, [0])));
        var both = new EventPopularity(new() { HalfLife = TimeSpan.FromSeconds(20), Window = TimeSpan.FromSeconds(20) }).Fit(train);
        Assert.Equal([0.5f, 1f], DrawSequences.Score(both, DrawSequences.Of(2, [0])));
        Assert.Throws<MusicRecException>(() => new EventPopularity(new() { HalfLife = TimeSpan.FromDays(1) }).Fit(Train));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventPopularityOptions { HalfLife = TimeSpan.Zero });
    }

    [Fact]
    public void The_hits_of_the_artists_of_the_history_come_first()
    {
        var train = DrawSequences.Of(5, [0, 1, 1], [2, 2, 2, 2], [3, 4]);
        var model = new ArtistPopularity(new() { Everywhere = 0.25 }).Fit(train, [7, 7, 9, -1, -1]);
        Assert.Equal([1f, 2f, 4f, 1f, 1f], DrawSequences.Score(model, DrawSequences.Of(5, (int[])[])));
        Assert.Equal([0.75f, 1.5f, 1f, 0.25f, 0.25f], DrawSequences.Score(model, DrawSequences.Of(5, [0, 3]))); // half the history by artist 7
        Assert.ThrowsAny<ArgumentException>(() => new ArtistPopularity().Fit(train, [7, 7, 9, -1]));
        Assert.ThrowsAny<ArgumentException>(() => new ArtistPopularity().Fit(train, [7, 7, 9, -1, -2]));
    }

    [Theory]
    [InlineData(0, 0.5), InlineData(20, 0.5), InlineData(3, 1)]
    public void Items_that_share_sessions_are_neighbours(double shrinkage, double balance)
    {
        var model = new SessionItemKnn(new() { Neighbors = 0, Shrinkage = shrinkage, Balance = balance, Weighting = null }).Fit(Train);
        HashSet<int>[] sets = [.. Enumerable.Range(0, Train.Count).Select(row => Train[row].ToArray().ToHashSet())];
        foreach (int i in (int[])[0, 3, 40, 300])
        {
            float[] scores = DrawSequences.Score(model, DrawSequences.Of(Train.Items, [9, i]));
            for (int j = 0; j < Train.Items; j++)
            {
                double n = sets.Count(set => set.Contains(i)), m = sets.Count(set => set.Contains(j));
                double both = i == j ? 0 : sets.Count(set => set.Contains(i) && set.Contains(j));
                double expected = both == 0 ? 0 : both / (Math.Pow(n + shrinkage, balance) * Math.Pow(m + shrinkage, 1 - balance));
                Assert.Equal(expected, scores[j], 1e-6);
            }
        }
    }

    [Fact]
    public void Neighbours_of_all_items_of_the_history_add_up_by_position()
    {
        var last = new SessionItemKnn(new() { Weighting = null }).Fit(Train);
        var all = new SessionItemKnn(new() { Weighting = Decay.Reciprocal }).Fit(Train);
        float[] one = DrawSequences.Score(last, DrawSequences.Of(Train.Items, [5]));
        float[] other = DrawSequences.Score(last, DrawSequences.Of(Train.Items, [8]));
        float[] expected = [.. one.Zip(other, (a, b) => 0.5f * a + b)];
        Assert.Contains(expected, score => score > 0);
        Close.Check(expected, DrawSequences.Score(all, DrawSequences.Of(Train.Items, [5, 8])), "two items");
        var few = new SessionItemKnn(new() { Neighbors = 2 }).Fit(Train);
        Assert.Equal(2, few.NeighborsOf(5).Length);
        var strongest = last.SimilaritiesOf(5).ToArray().OrderDescending().Take(2);
        Assert.Equal(strongest, few.SimilaritiesOf(5).ToArray().OrderDescending());
    }

    [Fact]
    public void Only_the_heaviest_rules_are_kept()
    {
        var full = new AssociationRules().Fit(Train);
        var cut = new AssociationRules(new() { RulesPerItem = 3 }).Fit(Train);
        for (int item = 0; item < Train.Items; item++)
        {
            float[] weights = full.WeightsOf(item).ToArray();
            var heaviest = full.ConsequentsOf(item).ToArray().Index().OrderByDescending(r => weights[r.Index]).ThenBy(r => r.Item).Take(3);
            int[] expected = [.. heaviest.Select(r => r.Item).Order()];
            Assert.Equal(expected, cut.ConsequentsOf(item).ToArray());
        }
    }

    [Theory]
    [InlineData(2), InlineData(7)]
    public void Threads_do_not_change_a_bit(int threads)
    {
        byte[] Pairs(int n) => Bytes(new AssociationRules(new() { Threads = n }).Fit(Train));
        byte[] Sequential(int n) => Bytes(new SequentialRules(new() { Threads = n }).Fit(Train));
        Assert.Equal(Pairs(1), Pairs(threads));
        Assert.Equal(Sequential(1), Sequential(threads));
    }

    [Fact]
    public void Rules_divided_by_their_largest_keep_their_proportions()
    {
        var (plain, divided) = (new SequentialRules().Fit(Train), new SequentialRules(new() { DivideByLargest = true }).Fit(Train));
        var (pairs, shares) = (new AssociationRules().Fit(Train), new AssociationRules(new() { DivideByLargest = true }).Fit(Train));
        foreach (var (one, other) in (((ItemRuleModel, ItemRuleModel)[])[(plain, divided), (pairs, shares)]))
        {
            for (int i = 0; i < Train.Items; i++)
            {
                float largest = one.WeightsOf(i).IsEmpty ? 1 : one.WeightsOf(i).ToArray().Max();
                Close.Check([.. one.WeightsOf(i).ToArray().Select(w => w / largest)], other.WeightsOf(i), $"rules of {i}");
            }
        }
    }

    [Fact]
    public void What_is_written_is_read()
    {
        foreach (var model in (ItemRuleModel[])[new AssociationRules().Fit(Train), new MarkovChain().Fit(Train), new EventPopularity().Fit(Train),
            new SequentialRules(new() { History = 3 }).Fit(Train)])
        {
            byte[] file = Bytes(model);
            var read = ItemRuleModel.Load(new MemoryStream(file));
            var histories = DrawSequences.Of(Train.Items, [], [3], [9, 1]);
            Assert.Equal(DrawSequences.Score(model, histories), DrawSequences.Score(read, histories));
            Assert.Throws<MusicRecException>(() => ItemRuleModel.Load(new MemoryStream(file, 0, file.Length - 1)));
        }
    }

    [Fact]
    public void A_file_with_a_damaged_byte_is_refused_or_harmless()
    {
        byte[] whole = Bytes(new SequentialRules(new() { History = 2 }).Fit(DrawSequences.Of(3, [0, 1, 2], [2, 0])));
        for (int at = 8 + (int)BitConverter.ToInt64(whole, 0); at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] = 0xff;
            try
            {
                var loaded = ItemRuleModel.Load(new MemoryStream(damaged));
                Assert.Equal(9, DrawSequences.Score(loaded, DrawSequences.Of(3, [0], [1], [2])).Length);
            }
            catch (MusicRecException) { }
        }
    }

    [Fact]
    public void A_file_whose_sums_could_overflow_is_refused()
    {
        byte[] file = Bytes(new SequentialRules().Fit(DrawSequences.Of(2, [0, 1])));
        byte[] one = BitConverter.GetBytes(1f), vast = BitConverter.GetBytes(3e38f); // the weight and the vote are 1
        int changed = 0;
        for (int at = 8 + (int)BitConverter.ToInt64(file, 0); at + 4 <= file.Length; at++)
        {
            if (!file.AsSpan(at, 4).SequenceEqual(one)) continue;
            vast.CopyTo(file, at);
            changed++;
        }
        Assert.Equal(2, changed);
        Assert.Throws<MusicRecException>(() => ItemRuleModel.Load(new MemoryStream(file)));
    }

    private static void CheckAgainst(ItemRuleModel model, Func<int, int, double> weight)
    {
        var expected = new double[Train.Items, Train.Items];
        for (int row = 0; row < Train.Count; row++)
        {
            for (int p = 0; p < Train[row].Length; p++)
                for (int q = 0; q < Train[row].Length; q++) expected[Train[row][p], Train[row][q]] += weight(p, q);
        }
        int[] items = [.. Enumerable.Range(0, Train.Items)];
        float[] scores = DrawSequences.Score(model, DrawSequences.Of(Train.Items, [.. items.Select(i => (int[])[i])]));
        foreach (int i in items)
            foreach (int j in items) Assert.Equal((float)expected[i, j], scores[i * Train.Items + j], 1e-5f * (float)Math.Max(1, expected[i, j]));
    }

    private static byte[] Bytes(ItemRuleModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
