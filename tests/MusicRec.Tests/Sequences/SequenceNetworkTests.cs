using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

/// <summary>Every network against its formulas, and what it asks of sequences in training.</summary>
public class SequenceNetworkTests
{
    private const int Width = 6;
    private static readonly CpuBackend Backend = new(threads: 2);
    private static readonly int[] Items = [3, 1, 3, 3, 0, /**/ 2, /**/ 4, 0, 4, 1, 0, 4, 2]; // three sessions; items come back
    private static readonly int[] Offsets = [0, 5, 6, 13];

    [Fact]
    public void Narm_is_its_formulas() => Check(new NarmNetwork(Init, Width, 9), (reference, x, _) => reference.Narm(x));

    [Theory]
    [InlineData(1, 1), InlineData(5, 3), InlineData(8, 2)]
    public void Caser_is_its_formulas(int window, int filters)
    {
        var options = new CaserOptions { Width = Width, Window = window, HorizontalFilters = filters, VerticalFilters = 2 };
        Check(new CaserNetwork(Init, options), (reference, x, _) => reference.Caser(x, window, filters, 2));
    }

    [Theory]
    [InlineData(1), InlineData(3)]
    public void Sr_gnn_is_its_formulas(int steps) =>
        Check(new SrGnnNetwork(Init, Width, 9, steps), (reference, x, items) => reference.SrGnn(x, items, steps));

    [Theory]
    [InlineData(1, 1), InlineData(2, 3)]
    public void Bert4rec_is_its_formulas(int blocks, int heads)
    {
        var options = new Bert4RecOptions { Width = Width, MaxLength = 9, Blocks = blocks, Heads = heads, Widening = 2 };
        Check(new Bert4RecNetwork(Init, options), (reference, x, _) => reference.Bert4Rec(x, blocks, heads), asksAll: false);
    }

    [Fact]
    public void A_training_step_of_bert4rec_hides_items_and_wants_them_back()
    {
        var options = new Bert4RecOptions { Width = Width, MaxLength = 9, HiddenShare = 0.3, LastShare = 0.5 };
        var network = new Bert4RecNetwork(Init, options);
        int[] targets = [1, 3, 3, 0, 2, 4, 0, 4, 1, 0, 4, 2, 3];
        int[][] whole = [[3, 1, 3, 3, 0, 2], [2, 4], [4, 0, 4, 1, 0, 4, 2, 3]];
        int hidden = 0, lastOnly = 0;
        for (int step = 0; step < 500; step++)
        {
            var (packed, wanted) = network.Lesson(new(Items, Offsets), targets, new CounterRandom(1, (ulong)step));
            Assert.Equal([0, 6, 8, 16], packed.Offsets);
            int[] all = [.. packed.Items];
            Assert.All(packed.Asked, e => Assert.Equal(-1, all[e]));
            foreach (var (e, item) in packed.Asked.Zip(wanted)) all[e] = item;
            Assert.Equal(whole.SelectMany(row => row), all);
            Assert.Equal(packed.Asked, Enumerable.Range(0, 16).Where(e => packed.Items[e] < 0));
            for (int s = 0; s < 3; s++)
            {
                int[] places = [.. packed.Asked.Where(e => e >= packed.Offsets[s] && e < packed.Offsets[s + 1])];
                Assert.NotEmpty(places); // every sequence teaches something
                if (places.SequenceEqual([packed.Offsets[s + 1] - 1])) lastOnly++;
            }
            hidden += packed.Asked.Length;
        }
        // A sequence of n events hides 1 with probability .5, else .3 n, and 1 where that is none.
        double expected = whole.Sum(row => 0.5 + 0.5 * (0.3 * row.Length + Math.Pow(0.7, row.Length)));
        Assert.InRange(hidden / 500.0, expected - 0.3, expected + 0.3);
        Assert.InRange(lastOnly / 1500.0, 0.5, 0.75);
    }

    [Fact]
    public void A_training_step_of_caser_wants_the_next_items_of_every_event()
    {
        var network = new CaserNetwork(Init, new CaserOptions { Width = Width, Targets = 3 });
        int[] targets = [1, 3, 3, 0, 2, 4, 0, 4, 1, 0, 4, 2, 3];
        var (packed, wanted) = network.Lesson(new(Items, Offsets), targets, default);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5], packed.Asked.Take(13));
        Assert.Equal([1, 3, 3, 3, 3, 0, 3, 0, 2, 0, 2, 2, 4], wanted.Take(13));
        Assert.Equal(packed.Asked.Length, wanted.Length);
    }

    [Theory]
    [InlineData(SequenceLoss.SampledSoftmax), InlineData(SequenceLoss.BinaryCrossEntropy)]
    public void Every_network_learns_what_two_plays_mean_together_under_every_loss(SequenceLoss loss)
    {
        // After 0 2 comes 3, after 1 2 comes 4: the last play alone cannot tell.
        var data = DrawSequences.Of(5, [.. Enumerable.Range(0, 60).Select(s => s % 2 == 0 ? new[] { 0, 2, 3 } : [1, 2, 4])]);
        T Fast<T>(T options) where T : SequenceNetworkOptions =>
            options with { Width = 8, Epochs = 60, BatchSize = 10, Samples = 5, SampleAlpha = 0, LearningRate = 0.01, Dropout = 0, Loss = loss };
        var histories = DrawSequences.Of(5, [0, 2], [1, 2]);
        ISequenceModel[] models = [new Narm(Fast(new NarmOptions())).Fit(data), new Caser(Fast(new CaserOptions())).Fit(data),
            new SrGnn(Fast(new SrGnnOptions())).Fit(data), new Bert4Rec(Fast(new Bert4RecOptions())).Fit(data)];
        foreach (var model in models)
        {
            float[] scores = DrawSequences.Score(model, histories);
            Assert.True(scores[3] > scores[4] && scores[9] > scores[8], $"{((SequenceNetworkModel)model).Network}: {string.Join(" ", scores)}");
        }
    }

    [Fact]
    public void Items_start_from_given_vectors_and_keep_them_where_no_sequence_holds_them()
    {
        var data = DrawSequences.Of(4, [0, 1, 2], [1, 0]);
        var first = Matrix.From([.. Enumerable.Range(0, 4 * Width).Select(i => 0.01f * i)], 4, Width);
        Matrix[] learned =
        [
            new Narm(new() { Width = Width, Epochs = 1, FirstVectors = first, ItemLearningRate = 1e-6 }).Fit(data).ItemVectors(),
            new SasRec(new() { Width = Width, Epochs = 1, FirstVectors = first, ItemLearningRate = 1e-6 }).Fit(data).ItemVectors(),
            new Gru4Rec(new() { Units = Width, Epochs = 1, FirstVectors = first, LearningRate = 1e-6 }).Fit(data).ItemVectors(),
        ];
        foreach (var vectors in learned)
        {
            Assert.Equal(first[3].ToArray(), vectors[3].ToArray());
            for (int item = 0; item < 3; item++)
            {
                Assert.NotEqual(first[item].ToArray(), vectors[item].ToArray());
                for (int c = 0; c < Width; c++) Assert.Equal(first[item][c], vectors[item][c], 1e-4);
            }
        }
        var narrow = new SasRecOptions { Width = Width, FirstVectors = new Matrix(4, Width - 1) };
        Assert.Contains("FirstVectors", Assert.Throws<ArgumentException>(() => new SasRec(narrow).Fit(data)).Message);
        first.Row(2)[0] = float.NaN;
        Assert.Contains("item 2", Assert.Throws<ArgumentException>(() => new Caser(new() { Width = Width, FirstVectors = first }).Fit(data)).Message);
    }

    [Fact]
    public void Bad_options_data_and_files_are_refused()
    {
        var empty = DrawSequences.Of(3, [], [1]);
        Assert.Contains("two events", Assert.Throws<MusicRecException>(() => new Narm().Fit(empty)).Message);
        Assert.Contains("heads", Assert.Throws<ArgumentException>(() => new Bert4Rec(new() { Width = 7, Heads = 2 }).Fit(empty)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CaserOptions { Window = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SrGnnOptions { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bert4RecOptions { HiddenShare = 1.5 });

        var model = new Caser(new() { Width = 4, Epochs = 1 }).Fit(DrawSequences.Of(3, [0, 1]));
        using var saved = new MemoryStream();
        model.Save(saved);
        (string, string)[] damages = [("\"window\":\"5\"", "\"window\":\"9\""), ("\"caser\"", "\"cater\""),
            ("\"max_length\":\"50\"", "\"max_length\":\"-5\"")];
        foreach (var (from, to) in damages)
        {
            byte[] bytes = saved.ToArray();
            int at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(from));
            Assert.True(at > 0, from);
            System.Text.Encoding.ASCII.GetBytes(to).CopyTo(bytes, at);
            Assert.Throws<MusicRecException>(() => SequenceNetworkModel.Load(new MemoryStream(bytes)));
        }
    }

    private static Initializer Init => new(Backend, seed: 4);

    private static void Check(SequenceNetwork network, Func<SequenceNetworkReference, double[][], int[], double[]> define, bool asksAll = true)
    {
        var random = new CounterRandom(3, 3);
        float[] vectors = [.. Enumerable.Range(0, 5 * Width).Select(i => (float)random.Normal((ulong)i))];
        double[] Vector(int item) => [.. vectors.Skip(item * Width).Take(Width).Select(v => (double)v)];
        var reference = new SequenceNetworkReference(network, Width);
        var prefixes = new List<int[]>();
        for (int s = 0; s < 3; s++)
            for (int end = Offsets[s]; end < Offsets[s + 1]; end++) prefixes.Add(Items[Offsets[s]..(end + 1)]);
        double[] expected = [.. prefixes.SelectMany(items => define(reference, [.. items.Select(Vector)], items))];

        double[] States(PackedSequences packed)
        {
            var tape = new Tape(Backend);
            float[] x = [.. packed.Items.SelectMany(item => item < 0 ? new float[Width] : vectors[(item * Width)..((item + 1) * Width)])];
            var input = tape.Input(new Shape(packed.Items.Length, Width), x);
            return Array.ConvertAll(network.States(tape, input, packed, dropout: 0).ToArray(), v => (double)v);
        }

        if (asksAll) Close.Check(expected, States(new(Items, Offsets)), 2e-5, "every event");
        int[] ends = [.. prefixes.Select((_, p) => prefixes.Take(p + 1).Sum(prefix => prefix.Length))];
        Close.Check(expected, States(network.Question([.. prefixes.SelectMany(items => items)], [0, .. ends])), 2e-5, "every prefix as a history");
    }
}
