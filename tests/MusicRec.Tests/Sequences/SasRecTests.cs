using System.Text.Json;
using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;
using MusicRec.Sequences;
using MusicRec.Tests.Neural;

namespace MusicRec.Tests.Sequences;

[ChecksGoldens("sequential.json", "sasrec"), ChecksGoldens("sasrec.json", "sasrec")]
public class SasRecTests
{
    private static readonly ItemSequences Sessions = DrawSequences.Rows(rows: 40, items: 30, longest: 9, seed: 6);

    [Fact]
    public void Features_and_gradients_are_those_of_the_port()
    {
        foreach (var golden in RecsysGoldens.Load("sequential.json", "sasrec.json").GetProperty("sasrec").GetProperty("cases").EnumerateArray())
            CheckStep(golden);
    }

    [Theory]
    [InlineData(1, 4), InlineData(3, 50), InlineData(100, 3)]
    public void Every_event_that_has_a_next_one_is_an_input_once_and_nothing_is_padded(int size, int maxLength)
    {
        var batches = new PackedBatches(Sessions, size, maxLength);
        var pairs = new List<(int, int)>();
        for (int epoch = 0; epoch < 2; epoch++)
        {
            batches.Shuffle(new CounterRandom(1, (ulong)epoch));
            while (batches.Advance())
            {
                Assert.InRange(batches.Inputs.Offsets.Length - 1, 1, size);
                Assert.Equal(batches.Inputs.Items.Length, batches.Inputs.Offsets[^1]);
                pairs.AddRange(batches.Inputs.Items.Zip(batches.Targets));
                for (int p = 1; p < batches.Inputs.Offsets.Length; p++)
                {
                    int from = batches.Inputs.Offsets[p - 1], length = batches.Inputs.Offsets[p] - from;
                    Assert.InRange(length, 1, maxLength);
                    Assert.Equal(Enumerable.Range(0, length), batches.Inputs.Places.Skip(from).Take(length));
                    Assert.Equal(batches.Inputs.Items.Skip(from + 1).Take(length - 1), batches.Targets.Skip(from).Take(length - 1));
                }
            }
        }
        var all = Enumerable.Range(0, Sessions.Count).SelectMany(row => Sessions[row].ToArray().Zip(Sessions[row].ToArray().Skip(1))).ToList();
        Assert.Equal(all.Concat(all).Order(), pairs.Order());
    }

    [Theory]
    [InlineData(SequenceLoss.SampledSoftmax), InlineData(SequenceLoss.BinaryCrossEntropy)]
    public void Every_loss_falls(SequenceLoss loss)
    {
        var losses = new List<double>();
        var data = DrawSequences.Of(8, [.. Enumerable.Range(0, 40).Select(s => Enumerable.Range(s, 6).Select(i => i % 8).ToArray())]);
        var options = new SasRecOptions { Width = 12, Epochs = 12, BatchSize = 6, Samples = 10, Loss = loss, LearningRate = 0.01, Dropout = 0 };
        new SasRec(options).Fit(data, new Told(step => losses.Add(step.Loss)));
        Assert.Equal(12, losses.Count);
        Assert.True(losses[^1] < 0.9 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void What_two_plays_mean_together_is_learned()
    {
        // After 0 2 comes 3, after 1 2 comes 4: the last play alone cannot tell.
        var data = DrawSequences.Of(5, [.. Enumerable.Range(0, 60).Select(s => s % 2 == 0 ? new[] { 0, 2, 3 } : [1, 2, 4])]);
        var model = new SasRec(new SasRecOptions { Width = 8, Epochs = 60, BatchSize = 10, Samples = 5, LearningRate = 0.01, Dropout = 0 }).Fit(data);
        float[] scores = DrawSequences.Score(model, DrawSequences.Of(5, [0, 2], [1, 2]));
        Assert.True(scores[3] > scores[4] && scores[9] > scores[8]);
    }

    [Fact]
    public void Sequences_without_a_pair_odd_heads_and_a_rate_that_breaks_training_are_refused()
    {
        Assert.Contains("two events", Assert.Throws<MusicRecException>(() => new SasRec().Fit(DrawSequences.Of(3, [], [1]))).Message);
        Assert.Contains("heads", Assert.Throws<ArgumentException>(() => new SasRec(new() { Width = 7, Heads = 2 }).Fit(Sessions)).Message);
        var wild = new SasRecOptions { Width = 4, ItemLearningRate = 1e38, Samples = 3 };
        Assert.Contains("LearningRate", Assert.Throws<MusicRecException>(() => new SasRec(wild).Fit(Sessions)).Message);
    }

    private static void CheckStep(JsonElement golden)
    {
        int[] Items(string name) => NetworkGoldens.Integers(golden.GetProperty(name));
        int width = golden.GetProperty("hidden").GetInt32(), blocks = golden.GetProperty("blocks").GetInt32();
        int[] items = Items("seq");
        int time = golden.GetProperty("maxlen").GetInt32(), rows = items.Length / time;
        var w = new NetworkGoldens(golden.GetProperty("weights"));
        var network = new SasRecNetwork(new Initializer(NetworkGoldens.Backend, 1), new SasRecOptions
        {
            Width = width,
            Blocks = blocks,
            Heads = golden.GetProperty("heads").GetInt32(),
            MaxLength = time,
            NormFirst = golden.GetProperty("norm_first").GetBoolean(),
        });
        var own = network.Parameters.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        foreach (string name in w.Names.Where(name => name != "item_emb.weight"))
            own[Own(name)].CopyFrom(w[name].ToArray().AsSpan(^own[Own(name)].Length..));

        var tape = new Tape(NetworkGoldens.Backend);
        int[] known = Array.ConvertAll(items, item => item == 0 ? -1 : item);
        int[] places = [.. known.Select((item, i) => item < 0 ? -1 : i % time)], offsets = [.. Enumerable.Range(0, rows + 1).Select(r => r * time)];
        var table = w["item_emb.weight"];
        var features = network.Forward(tape, network.Embed(tape, tape.Gather(table, known), places),
            (_, all) => tape.PackedAttention(all, offsets, network.Heads), dropout: 0);
        int[] counted = [.. Items("pos").Index().Where(item => item.Item > 0).Select(item => item.Index)];
        Tensor Logits(string name) => tape.Gather(tape.SumRows(tape.Multiply(features,
            tape.Gather(table, Array.ConvertAll(Items(name), item => item == 0 ? -1 : item)))), counted);
        var ones = tape.Input(new Shape(counted.Length), [.. counted.Select(_ => 1f)]);
        var loss = tape.Add(tape.BinaryCrossEntropy(Logits("pos"), ones),
            tape.BinaryCrossEntropy(Logits("neg"), tape.Input(ones.Shape, new float[counted.Length])));
        tape.Backward(loss);

        string what = golden.GetProperty("id").GetString()!;
        double[] wanted = NetworkGoldens.Deep(golden.GetProperty("features"));
        Close.Check(wanted, NetworkGoldens.Doubles(features), NetworkGoldens.Tolerance, $"{what}: features");
        RecsysGoldens.Close(golden.GetProperty("loss").GetDouble(), loss.Item(), NetworkGoldens.Tolerance, $"{what}: loss");
        foreach (var gradient in golden.GetProperty("grads").EnumerateObject())
        {
            double[] expected = NetworkGoldens.Deep(gradient.Value);
            double[] actual = NetworkGoldens.Doubles((gradient.Name == "item_emb.weight" ? table : own[Own(gradient.Name)]).Gradient!);
            Close.Check(expected.TakeLast(actual.Length).ToArray(), actual, NetworkGoldens.Tolerance, $"{what}: gradient of {gradient.Name}");
        }
    }

    // The port's names and ours; its first position belongs to padding.
    private static string Own(string name)
    {
        string[] parts = name.Split('.');
        return parts[0] switch
        {
            "pos_emb" => "positions",
            "last_layernorm" => $"norm.{parts[1]}",
            "attention_layernorms" => $"blocks.{parts[1]}.attention_norm.{parts[2]}",
            "forward_layernorms" => $"blocks.{parts[1]}.forward_norm.{parts[2]}",
            "attention_layers" => parts[2] == "out_proj" ? $"blocks.{parts[1]}.attention_out.{parts[3]}"
                : $"blocks.{parts[1]}.attention_in.{parts[2]["in_proj_".Length..]}",
            _ => $"blocks.{parts[1]}.{(parts[2] == "conv1" ? "inner" : "outer")}.{parts[3]}",
        };
    }

    private sealed class Told(Action<TrainingStep> tell) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => tell(value);
    }
}
