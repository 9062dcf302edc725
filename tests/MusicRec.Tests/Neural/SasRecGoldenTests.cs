using System.Text.Json;
using MusicRec.Compute;

namespace MusicRec.Tests.Neural;

/// <summary>Features, logits, loss and gradients of SASRec's PyTorch port, in double.</summary>
[ChecksGoldens("sequential.json", "sasrec"), ChecksGoldens("sasrec.json", "sasrec")]
public class SasRecGoldenTests
{
    [Fact]
    public void Features_loss_and_gradients_are_those_of_the_port()
    {
        foreach (var golden in RecsysGoldens.Load("sequential.json", "sasrec.json").GetProperty("sasrec").GetProperty("cases").EnumerateArray())
            Check(golden);
    }

    private static void Check(JsonElement golden)
    {
        string what = golden.GetProperty("id").GetString()!;
        var w = new NetworkGoldens(golden.GetProperty("weights"));
        var tape = new Tape(NetworkGoldens.Backend);
        int[] items = NetworkGoldens.Integers(golden.GetProperty("seq"));
        int batch = golden.GetProperty("seq").GetArrayLength(), time = items.Length / batch, width = golden.GetProperty("hidden").GetInt32();

        // Item 0 is padding: no item, no position.
        int[] positions = [.. items.Select((item, i) => item == 0 ? -1 : i % time + 1)];
        var embedded = tape.Affine(tape.Gather(w["item_emb.weight"], NoPadding(items)), MathF.Sqrt(width));
        var x = tape.Add(embedded, tape.Gather(w["pos_emb.weight"], positions));
        x = tape.Reshape(x, new Shape(batch, time, width));
        for (int block = 0; block < golden.GetProperty("blocks").GetInt32(); block++) x = Block(tape, w, golden, x, block);
        var features = Norm(tape, w, golden, x, "last_layernorm");

        var flat = tape.Reshape(features, new Shape(batch * time, width));
        int[] Items(string name) => NoPadding(NetworkGoldens.Integers(golden.GetProperty(name)));
        Tensor Logits(string name) => tape.SumRows(tape.Multiply(flat, tape.Gather(w["item_emb.weight"], Items(name))));
        Tensor positive = Logits("pos"), negative = Logits("neg");
        int[] counted = [.. Items("pos").Index().Where(item => item.Item >= 0).Select(item => item.Index)];
        var (ones, zeros) = (tape.Input(new Shape(counted.Length), [.. counted.Select(_ => 1f)]), tape.Zeros(new Shape(counted.Length)));
        var liked = tape.BinaryCrossEntropy(tape.Gather(positive, counted), ones);
        var loss = tape.Add(liked, tape.BinaryCrossEntropy(tape.Gather(negative, counted), zeros));
        tape.Backward(loss);

        double[] expected = NetworkGoldens.Deep(golden.GetProperty("features"));
        Close.Check(expected, NetworkGoldens.Doubles(features), NetworkGoldens.Tolerance, $"{what}: features");
        RecsysGoldens.Close(golden.GetProperty("loss").GetDouble(), loss.Item(), NetworkGoldens.Tolerance, $"{what}: loss");
        w.CheckGradients(golden.GetProperty("grads"), what);
    }

    private static Tensor Block(Tape tape, NetworkGoldens w, JsonElement golden, Tensor x, int block)
    {
        bool before = golden.GetProperty("norm_first").GetBoolean();
        string attention = $"attention_layernorms.{block}", forward = $"forward_layernorms.{block}";
        if (!before)
        {
            x = Norm(tape, w, golden, tape.Add(x, Attend(tape, w, golden, x, block)), attention);
            return Norm(tape, w, golden, tape.Add(x, FeedForward(tape, w, x, block)), forward);
        }
        x = tape.Add(x, Attend(tape, w, golden, Norm(tape, w, golden, x, attention), block));
        return tape.Add(x, FeedForward(tape, w, Norm(tape, w, golden, x, forward), block));
    }

    private static Tensor Attend(Tape tape, NetworkGoldens w, JsonElement golden, Tensor x, int block)
    {
        int width = x.Shape.Columns;
        var all = tape.Linear(x, w[$"attention_layers.{block}.in_proj_weight"], w[$"attention_layers.{block}.in_proj_bias"]);
        Tensor Part(int i) => tape.Slice(all, -1, i * width, width);
        var y = tape.Attention(Part(0), Part(1), Part(2), golden.GetProperty("heads").GetInt32(), causal: true);
        return tape.Linear(y, w[$"attention_layers.{block}.out_proj.weight"], w[$"attention_layers.{block}.out_proj.bias"]);
    }

    private static Tensor FeedForward(Tape tape, NetworkGoldens w, Tensor x, int block)
    {
        string layer = $"forward_layers.{block}";
        var h = tape.Conv1d(x, w[$"{layer}.conv1.weight"], w[$"{layer}.conv1.bias"], activation: Activation.Relu);
        return tape.Conv1d(h, w[$"{layer}.conv2.weight"], w[$"{layer}.conv2.bias"]);
    }

    private static Tensor Norm(Tape tape, NetworkGoldens w, JsonElement golden, Tensor x, string name) =>
        tape.LayerNorm(x, w[$"{name}.weight"], w[$"{name}.bias"], golden.GetProperty("layernorm_eps").GetSingle());

    private static int[] NoPadding(int[] items) => Array.ConvertAll(items, item => item == 0 ? -1 : item);
}
