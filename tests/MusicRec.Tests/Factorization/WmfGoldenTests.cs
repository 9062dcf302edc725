using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;
using Xunit.Abstractions;

namespace MusicRec.Tests.Factorization;

/// <summary>Every case of wmf.json. Errors are relative to the largest number of the factor matrix compared.
/// Conjugate gradient amplifies rounding from sweep to sweep: where two float64 implementations already differ by d, float, whose rounding is 2^29 times
/// coarser, is allowed 2^29 d. The loss must hold 2e-5 in every case.</summary>
[ChecksGoldens("wmf.json", "exact", "cg", "ialspp")]
public class WmfGoldenTests(ITestOutputHelper output)
{
    private const double DoubleTolerance = 1e-9, FloatTolerance = 2e-5;

    public static TheoryData<string> Cases => [.. WmfGolden.All.Select(golden => golden.Id)];

    [Theory, MemberData(nameof(Cases))]
    public void The_double_reference_agrees(string id)
    {
        var golden = WmfGolden.All.Single(g => g.Id == id);
        var reference = new WmfReference(golden.Options, golden.Data, golden.X0, golden.Y0);
        for (int sweep = 1; sweep <= WmfGolden.Sweeps[^1]; sweep++)
        {
            reference.Sweep();
            if (!WmfGolden.Sweeps.Contains(sweep)) continue;
            var (x, y, loss) = golden.After(sweep);
            Assert.InRange(Error(x, reference.X), 0, DoubleTolerance);
            Assert.InRange(Error(y, reference.Y), 0, DoubleTolerance);
            Assert.InRange(Math.Abs(reference.Loss() / loss - 1), 0, DoubleTolerance);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_product_agrees_in_float(string id)
    {
        var golden = WmfGolden.All.Single(g => g.Id == id);
        foreach (int sweeps in WmfGolden.Sweeps)
        {
            var (x, y, loss) = golden.After(sweeps);
            double reported = double.NaN;
            var model = new Wmf(golden.Options with { Sweeps = sweeps, ReportLoss = true }).Fit(golden.Data, Start(golden), new Last(step => reported = step.Loss));
            var errors = (Error(x, Rows(model.UserFactors)), Error(y, Rows(model.ItemFactors)), Math.Abs(reported / loss - 1));
            output.WriteLine($"{id} after {sweeps}: users {errors.Item1:E1}, items {errors.Item2:E1}, loss {errors.Item3:E1}");
            double allowed = Math.Max(FloatTolerance, golden.Spread(sweeps) * (1 << 29));
            Assert.InRange(errors.Item1, 0, allowed);
            Assert.InRange(errors.Item2, 0, allowed);
            Assert.InRange(errors.Item3, 0, FloatTolerance);
        }
    }

    private sealed class Last(Action<TrainingStep> action) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => action(value);
    }

    private static FactorModel Start(WmfGolden golden) => new(Matrix(golden.X0), Matrix(golden.Y0), IdMap.Sequential(golden.Users), IdMap.Sequential(golden.Items));

    private static Matrix Matrix(double[][] rows) => MusicRec.Numerics.Matrix.From([.. rows.SelectMany(row => row.Select(x => (float)x))], rows.Length, rows[0].Length);

    private static double[][] Rows(Matrix matrix) => [.. Enumerable.Range(0, matrix.Rows).Select(r => matrix[r].ToArray().Select(x => (double)x).ToArray())];

    private static double Error(double[][] expected, double[][] actual) =>
        expected.Zip(actual, (e, a) => e.Zip(a, (v, w) => Math.Abs(v - w)).Max()).Max() / expected.Max(row => row.Max(Math.Abs));
}
