using System.Text.Json;
using MusicRec.Factorization;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Tests.Factorization;

[ChecksGoldens("ease_knn_bpr.json", "bpr")]
public unsafe class BprTests
{
    public static TheoryData<string> Cases => [.. Goldens().Select(c => c.GetProperty("id").GetString()!)];

    [Fact]
    public void A_fit_that_diverges_is_told()
    {
        var data = Plays.Random(20, 30, 150, seed: 1);
        var fault = Assert.Throws<MusicRecException>(() => new Bpr(new() { Factors = 4, Epochs = 20, LearningRate = 1e30 }).Fit(data));
        Assert.Contains("learning rate below", fault.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Loss_and_gradient_are_the_golden_ones(string id)
    {
        var golden = Case(id);
        var (users, items) = (Rows(golden, "X", userSide: true), Rows(golden, "Y", userSide: false));
        double[][] userSum = Zeros(users), itemSum = Zeros(items);
        double reg = golden.GetProperty("reg").GetDouble(), data = 0, decay = 0;
        foreach (var (u, i, j) in Triples(golden))
        {
            // A step of the reference from the same start, divided by its rate, is the negative gradient of one triple.
            double[] x = [.. users[u]], y = [.. items[i]], z = [.. items[j]];
            data += Math.Log(1 + Math.Exp(-Enumerable.Range(0, x.Length).Sum(k => x[k] * (y[k] - z[k]))));
            decay += reg / 2 * (x[..^1].Sum(a => a * a) + y.Sum(a => a * a) + z.Sum(a => a * a));
            BprUpdate.Reference(x, y, z, 1, reg);
            for (int k = 0; k < x.Length; k++)
            {
                userSum[u][k] += users[u][k] - x[k];
                itemSum[i][k] += items[i][k] - y[k];
                itemSum[j][k] += items[j][k] - z[k];
            }
        }
        RecsysGoldens.Close(golden.GetProperty("loss_data").GetDouble(), data, 1e-9, "data");
        RecsysGoldens.Close(golden.GetProperty("loss_total").GetDouble(), data + decay, 1e-9, "total");
        Check(golden.GetProperty("grad"), userSum, itemSum, 1e-9);
    }

    [Theory, MemberData(nameof(Cases))]
    public void One_pass_is_the_golden_one_in_double_and_in_float(string id)
    {
        var golden = Case(id);
        var pass = golden.GetProperty("sgd");
        double rate = pass.GetProperty("lr").GetDouble(), reg = golden.GetProperty("reg").GetDouble();
        var (users, items) = (Rows(golden, "X", userSide: true), Rows(golden, "Y", userSide: false));
        var (x, y) = (Matrix(users), Matrix(items));
        foreach (var (u, i, j) in Triples(golden))
        {
            BprUpdate.Reference(users[u], items[i], items[j], rate, reg);
            users[u][^1] = 1;
            BprUpdate.Run(x.Pointer + u * x.Stride, y.Pointer + i * y.Stride, y.Pointer + j * y.Stride, x.Stride, (float)rate, (float)reg);
            x.Row(u)[^1] = 1;
        }
        Check(pass, users, items, 1e-9);
        Check(pass, Doubles(x), Doubles(y), 2e-5);
    }

    [Theory, InlineData(16), InlineData(48), InlineData(112), Trait(EveryWidth.Name, EveryWidth.Value)]
    public void Every_width_agrees_with_the_definition(int n)
    {
        double[] x = [.. Draw.Floats(n, 1)], y = [.. Draw.Floats(n, 2)], z = [.. Draw.Floats(n, 3)];
        var rows = Matrix([x, y, z]);
        var narrow = Matrix([x, y, z]);
        BprUpdate.Reference(x, y, z, 0.1, 0.03);
        BprUpdate.Run(rows.Pointer, rows.Pointer + rows.Stride, rows.Pointer + 2 * rows.Stride, n, 0.1f, 0.03f);
        BprUpdate.Wide<Simd128>(narrow.Pointer, narrow.Pointer + narrow.Stride, narrow.Pointer + 2 * narrow.Stride, n, 0.1f, 0.03f);
        foreach (var matrix in new[] { rows, narrow })
            for (int k = 0; k < n; k++)
            {
                RecsysGoldens.Close(x[k], matrix[0][k], 2e-6, $"x[{k}]");
                RecsysGoldens.Close(y[k], matrix[1][k], 2e-6, $"y[{k}]");
                RecsysGoldens.Close(z[k], matrix[2][k], 2e-6, $"z[{k}]");
            }
    }

    private static JsonElement[] Goldens() => [.. RecsysGoldens.Load("ease_knn_bpr.json").GetProperty("bpr").EnumerateArray()];

    private static JsonElement Case(string id) => Goldens().Single(c => c.GetProperty("id").GetString() == id);

    private static (int, int, int)[] Triples(JsonElement golden) =>
        [.. golden.GetProperty("triples").EnumerateArray().Select(t => (t[0].GetInt32(), t[1].GetInt32(), t[2].GetInt32()))];

    // The last column is the item bias; users hold 1 there.
    private static double[][] Rows(JsonElement golden, string name, bool userSide) =>
        [.. golden.GetProperty(name).EnumerateArray()
            .Select((row, r) => (double[])[.. row.Numbers(), userSide ? 1 : golden.GetProperty("bias")[r].GetDouble()])];

    private static double[][] Zeros(double[][] like) => Array.ConvertAll(like, row => new double[row.Length]);

    private static Matrix Matrix(double[][] rows) =>
        MusicRec.Numerics.Matrix.From([.. rows.SelectMany(row => row.Select(x => (float)x))], rows.Length, rows[0].Length);

    private static double[][] Doubles(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(r => matrix[r].ToArray().Select(x => (double)x).ToArray())];

    private static void Check(JsonElement expected, double[][] users, double[][] items, double tolerance)
    {
        RecsysGoldens.Close(expected.GetProperty("X").Flat(), users.SelectMany(row => row[..^1]), tolerance, "X");
        RecsysGoldens.Close(expected.GetProperty("Y").Flat(), items.SelectMany(row => row[..^1]), tolerance, "Y");
        RecsysGoldens.Close(expected.GetProperty("bias").Numbers(), items.Select(row => row[^1]), tolerance, "bias");
    }
}
