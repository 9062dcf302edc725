using System.Text.Json;
using MusicRec.Compute;

namespace MusicRec.Tests.Neural;

/// <summary>Scores, losses, states and gradients of the official GRU4Rec in PyTorch, in double.</summary>
[ChecksGoldens("sequential.json", "gru4rec"), ChecksGoldens("gru4rec.json", "gru4rec")]
public class Gru4RecGoldenTests
{
    [Fact]
    public void Every_step_has_the_scores_loss_and_gradients_of_the_official_code()
    {
        foreach (var golden in RecsysGoldens.Load("sequential.json", "gru4rec.json").GetProperty("gru4rec").GetProperty("cases").EnumerateArray())
        {
            var weights = new NetworkGoldens(golden.GetProperty("weights"));
            var descent = new IndexedAdaGrad(weights, golden.GetProperty("optimizer"));
            double[][]? states = null;
            foreach (var step in golden.GetProperty("steps").EnumerateArray())
            {
                states = Step(golden, weights, states, step);
                descent.Step();
                if (step.GetProperty("weights_after_step") is { ValueKind: JsonValueKind.Object } after) weights.CheckValues(after, "after a step");
            }
        }
    }

    private static double[][] Step(JsonElement golden, NetworkGoldens w, double[][]? states, JsonElement step)
    {
        string what = golden.GetProperty("id").GetString()!;
        var tape = new Tape(NetworkGoldens.Backend);
        int[] layers = NetworkGoldens.Integers(golden.GetProperty("layers"));
        int[] inputs = NetworkGoldens.Integers(step.GetProperty("in_items"));
        int[] outputs = NetworkGoldens.Integers(step.GetProperty("out_items_then_samples"));
        int batch = inputs.Length;

        Tensor h;
        var after = new double[layers.Length][];
        bool oneHot = !w.Has("E.weight") && !golden.GetProperty("constrained").GetBoolean();
        Assert.False(oneHot, "no golden has one-hot input");
        h = tape.Gather(w.Has("E.weight") ? w["E.weight"] : w["Wy.weight"], inputs);
        for (int l = 0; l < layers.Length; l++)
        {
            var shape = new Shape(batch, layers[l]);
            var start = states is null ? tape.Zeros(shape) : tape.Input(shape, Array.ConvertAll(states[l], v => (float)v));
            var x = tape.Reshape(h, new Shape(batch, 1, h.Shape.Columns));
            h = tape.Gru(x, w[$"G.{l}.weight_ih"], w[$"G.{l}.weight_hh"], w[$"G.{l}.bias_ih"], w[$"G.{l}.bias_hh"], start);
            h = tape.Reshape(h, shape);
            after[l] = NetworkGoldens.Doubles(h);
        }
        var bias = tape.Reshape(tape.Gather(w["By.weight"], outputs), new Shape(outputs.Length));
        var scores = tape.Add(tape.MatMul(h, tape.Gather(w["Wy.weight"], outputs), transposeB: true), bias);
        var loss = Loss(tape, golden, scores, outputs, batch);
        tape.Backward(loss);

        Close.Check(NetworkGoldens.Deep(step.GetProperty("scores")), NetworkGoldens.Doubles(scores), NetworkGoldens.Tolerance, $"{what}: scores");
        RecsysGoldens.Close(step.GetProperty("loss").GetDouble(), loss.Item(), NetworkGoldens.Tolerance, $"{what}: loss");
        Close.Check(NetworkGoldens.Deep(step.GetProperty("hidden_after")), [.. after.SelectMany(x => x)], NetworkGoldens.Tolerance, $"{what}: state");
        w.CheckGradients(step.GetProperty("grads"), what);
        return after;
    }

    private static Tensor Loss(Tape tape, JsonElement golden, Tensor scores, int[] outputs, int batch)
    {
        int[] targets = [.. Enumerable.Range(0, batch)];
        var parameters = golden.GetProperty("params");
        double Get(string name) => parameters.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        if (golden.GetProperty("loss").GetString() == "bpr-max")
        {
            float a = (float)Get("elu_param");
            if (a > 0) // ELU with its own slope: a elu(x) + (1 - a) max(x, 0)
                scores = tape.Add(tape.Affine(tape.Activate(scores, Activation.Elu), a), tape.Activate(scores, Activation.Relu), 1 - a);
            return tape.RankingLoss(scores, targets, RankingLossKind.BprMax, Get("bpreg"));
        }
        double[] counts = NetworkGoldens.Deep(golden.GetProperty("item_counts"));
        double alpha = Get("sample_alpha"); // the correction is by counts as they are, not by shares
        float[] log = [.. outputs.Select((item, j) => (float)(Get("logq") * (j < batch ? 1 : alpha) * Math.Log(counts[item])))];
        return tape.SampledSoftmaxLoss(scores, targets, tape.Input(new Shape(log.Length), log));
    }

    /// <summary>The official code's AdaGrad with momentum, which leaves alone the rows of tables that a step has not touched.</summary>
    private sealed class IndexedAdaGrad(NetworkGoldens weights, JsonElement settings)
    {
        private readonly Dictionary<string, (double[] Sum, double[] Velocity)> _state =
            weights.Names.ToDictionary(name => name, name => (new double[weights[name].Length], new double[weights[name].Length]));

        public void Step()
        {
            double rate = settings.GetProperty("lr").GetDouble(), momentum = settings.GetProperty("momentum").GetDouble();
            double epsilon = settings.GetProperty("eps").GetDouble();
            foreach (var (name, (sum, velocity)) in _state)
            {
                var (w, g) = (weights[name].ToArray(), weights[name].Gradient!.ToArray());
                int columns = name.StartsWith('G') ? w.Length : weights[name].Shape.Columns; // the rest are tables
                for (int i = 0; i < w.Length; i++)
                {
                    if (!g.AsSpan(i / columns * columns, columns).ContainsAnyExcept(0f)) continue;
                    sum[i] += (double)g[i] * g[i];
                    velocity[i] = momentum * velocity[i] - rate * g[i] / Math.Sqrt(sum[i] + epsilon);
                    w[i] += (float)velocity[i];
                }
                weights[name].CopyFrom(w);
                weights[name].Gradient!.CopyFrom(new float[w.Length]);
            }
        }
    }
}
