using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Tests.Sequences;

/// <summary>The networks' formulas, one sequence at a time, in double: x holds the item vectors of the sequence, one row an event.</summary>
internal sealed class SequenceNetworkReference(Module network, int width)
{
    private readonly Dictionary<string, double[]> _weights =
        network.Parameters.ToDictionary(p => p.Name, p => Array.ConvertAll(p.Value.ToArray(), v => (double)v));

    /// <summary>B [h_t; sum_j (v . sigma(A1 h_t + A2 h_j)) h_j].</summary>
    public double[] Narm(double[][] x)
    {
        var h = new List<double[]>();
        foreach (var item in x)
            h.Add(Gru(item, h.Count == 0 ? new double[width] : h[^1], "gru.weight_ih_l0", "gru.weight_hh_l0", "gru.bias_ih_l0", "gru.bias_hh_l0"));
        double[] ask = Linear("a_1", h[^1]), local = new double[width];
        foreach (var state in h)
        {
            double weight = Linear("v_t", Sum(ask, Linear("a_2", state)).Select(Sigmoid))[0];
            local = Sum(local, state.Select(v => weight * v));
        }
        return Linear("b", h[^1].Concat(local));
    }

    /// <summary>Filters over the last events, zeros before the first.</summary>
    public double[] Caser(double[][] x, int window, int horizontals, int verticals)
    {
        double[][] picture = [.. Enumerable.Repeat(new double[width], window).Concat(x).TakeLast(window)];
        var seen = new List<double>();
        for (int height = 1; height <= window; height++)
        {
            double[] weight = _weights[$"horizontal.{height - 1}.weight"], bias = _weights[$"horizontal.{height - 1}.bias"];
            for (int f = 0; f < horizontals; f++)
            {
                double At(int start) => bias[f] + Enumerable.Range(0, height).Sum(t =>
                    Enumerable.Range(0, width).Sum(c => weight[(f * width + c) * height + t] * picture[start + t][c]));
                seen.Add(Enumerable.Range(0, window - height + 1).Max(start => Math.Max(0, At(start))));
            }
        }
        for (int f = 0; f < verticals; f++)
        {
            for (int c = 0; c < width; c++)
                seen.Add(Enumerable.Range(0, window).Sum(t => _weights["vertical.weight"][f * window + t] * picture[t][c]));
        }
        return [.. Linear("decode", seen).Select(v => Math.Max(0, v))];
    }

    /// <summary>Gated message passing over the graph of the session, and a weighted sum over its events, with matrices of the whole graph.</summary>
    public double[] SrGnn(double[][] x, int[] items, int steps)
    {
        int[] distinct = [.. items.Distinct()], node = [.. items.Select(item => Array.IndexOf(distinct, item))];
        double[][] v = [.. distinct.Select(item => x[Array.IndexOf(items, item)])];
        var edge = new double[distinct.Length, distinct.Length];
        for (int e = 1; e < items.Length; e++) edge[node[e - 1], node[e]] = 1;
        double Out(int i) => Enumerable.Range(0, v.Length).Sum(j => edge[i, j]);
        double In(int j) => Enumerable.Range(0, v.Length).Sum(i => edge[i, j]);
        for (int step = 0; step < steps; step++)
        {
            double[][] ins = [.. v.Select(n => Linear("gnn.linear_edge_in", n))], outs = [.. v.Select(n => Linear("gnn.linear_edge_out", n))];
            v = [.. v.Select((state, i) =>
            {
                double[] comes = new double[width], goes = new double[width];
                for (int j = 0; j < v.Length; j++)
                {
                    if (edge[j, i] > 0) comes = Sum(comes, ins[j].Select(m => m / In(i)));
                    if (edge[i, j] > 0) goes = Sum(goes, outs[j].Select(m => m / Out(i)));
                }
                return Gru([.. comes, .. goes], state, "gnn.w_ih", "gnn.w_hh", "gnn.b_ih", "gnn.b_hh");
            })];
        }
        double[] last = v[node[^1]], ask = Linear("linear_one", last), all = new double[width];
        foreach (int i in node)
        {
            double weight = Linear("linear_three", Sum(ask, Linear("linear_two", v[i])).Select(Sigmoid))[0];
            all = Sum(all, v[i].Select(value => weight * value));
        }
        return Linear("linear_transform", last.Concat(all));
    }

    /// <summary>Blocks of attention both ways over the events and a hidden one behind them.</summary>
    public double[] Bert4Rec(double[][] x, int blocks, int heads)
    {
        double[][] h = [.. x.Append(_weights["hidden"]).Select((item, t) =>
            Norm("norm", Sum(item, _weights["positions"].Skip(t * width).Take(width))))];
        for (int b = 0; b < blocks; b++)
        {
            string block = $"blocks.{b}";
            double[][] all = [.. h.Select(row => Linear($"{block}.attention_in", row))];
            h = [.. h.Select((row, t) => Norm($"{block}.attention_norm", Sum(row, Linear($"{block}.attention_out", Attend(all, t, heads)))))];
            h = [.. h.Select(row => Norm($"{block}.forward_norm",
                Sum(row, Linear($"{block}.outer", Linear($"{block}.inner", row).Select(Gelu)))))];
        }
        return Norm("head_norm", Linear("head", h[^1]).Select(Gelu));
    }

    private double[] Attend(double[][] all, int t, int heads)
    {
        var y = new double[width];
        int each = width / heads;
        for (int head = 0; head < heads; head++)
        {
            double[] scores = [.. all.Select(row => Enumerable.Range(head * each, each).Sum(c => all[t][c] * row[width + c]) / Math.Sqrt(each))];
            double total = scores.Sum(Math.Exp);
            for (int c = head * each; c < (head + 1) * each; c++) y[c] = all.Zip(scores, (row, s) => Math.Exp(s) / total * row[2 * width + c]).Sum();
        }
        return y;
    }

    private double[] Gru(double[] x, double[] h, string wi, string wh, string bi, string bh)
    {
        double[] input = Product(_weights[wi], x, _weights[bi]), state = Product(_weights[wh], h, _weights[bh]);
        return [.. h.Select((before, j) =>
        {
            double r = Sigmoid(input[j] + state[j]), z = Sigmoid(input[width + j] + state[width + j]);
            return (1 - z) * Math.Tanh(input[2 * width + j] + r * state[2 * width + j]) + z * before;
        })];
    }

    private double[] Norm(string name, IEnumerable<double> values)
    {
        double[] x = [.. values];
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-12);
        return [.. x.Select((v, i) => (v - mean) / deviation * _weights[$"{name}.weight"][i] + _weights[$"{name}.bias"][i])];
    }

    private double[] Linear(string name, IEnumerable<double> x) =>
        Product(_weights[$"{name}.weight"], [.. x], _weights.GetValueOrDefault($"{name}.bias"));

    private static double[] Product(double[] weight, double[] x, double[]? bias) =>
        [.. Enumerable.Range(0, weight.Length / x.Length).Select(r => (bias?[r] ?? 0) + x.Select((v, c) => v * weight[r * x.Length + c]).Sum())];

    private static double[] Sum(IEnumerable<double> a, IEnumerable<double> b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Gelu(double x) => Definitions.Activate(x, Activation.Gelu);
}
