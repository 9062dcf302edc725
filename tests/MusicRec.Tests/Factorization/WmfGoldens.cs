using System.Text.Json;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Tests.Factorization;

/// <summary>One case of the golden file wmf.json: data, initial factors and the factors after 1, 2 and 15 sweeps.</summary>
public sealed record WmfGolden(string Id, WmfSolver Solver, JsonElement Json)
{
    public static IReadOnlyList<int> Sweeps { get; } = [1, 2, 15];

    public int Users => Json.GetProperty("users").GetInt32();
    public int Items => Json.GetProperty("items").GetInt32();
    public int Factors => Json.GetProperty("factors").GetInt32();
    public double[][] X0 => Rows(Json.GetProperty(nameof(X0)));
    public double[][] Y0 => Rows(Json.GetProperty(nameof(Y0)));

    /// <summary>All cases of the file in the shared folder, else of the copy in the tests.</summary>
    public static IReadOnlyList<WmfGolden> All { get; } = Read();

    public WmfOptions Options => new()
    {
        Factors = Factors,
        Solver = Solver,
        Confidence = Text("confidence", "linear") switch
        {
            "linear" => WmfConfidence.Linear,
            "log" => WmfConfidence.Log,
            "asis" => WmfConfidence.AsGiven,
            var other => throw new NotSupportedException($"{Id}: confidence '{other}'"),
        },
        Regularization = Text("reg", Solver == WmfSolver.BlockCoordinate ? "frequency" : "plain") switch
        {
            "plain" => WmfRegularization.Uniform,
            "frequency" => WmfRegularization.Frequency,
            "count_positive" => WmfRegularization.PositiveCount,
            var other => throw new NotSupportedException($"{Id}: reg '{other}'"),
        },
        Alpha = Number("alpha", 0),
        Epsilon = Number("eps", 1),
        Lambda = Number("lam", double.NaN),
        Nu = Number("nu", 1),
        UnobservedWeight = Number("alpha0", 0) > 0 ? Number("alpha0", 0) : 1,
        UnobservedCoversAll = Number("alpha0", 0) > 0,
        ConjugateGradientSteps = (int)Number("cg_steps", 3),
        BlockSize = (int)Number("block", 64),
        RefineUsers = false,
    };

    public Interactions Data
    {
        get
        {
            var triplets = Rows(Json.GetProperty("triplets"));
            return Interactions.FromTriples([.. triplets.Select(t => (int)t[0])],
                [.. triplets.Select(t => (int)t[1])], [.. triplets.Select(t => (float)t[2])],
                IdMap.Sequential(Users), IdMap.Sequential(Items));
        }
    }

    public (double[][] X, double[][] Y, double Loss) After(int sweeps)
    {
        var snapshot = Json.GetProperty("snapshots").GetProperty($"{sweeps}");
        return (Rows(snapshot.GetProperty("X")), Rows(snapshot.GetProperty("Y")), snapshot.GetProperty("loss").GetDouble());
    }

    public override string ToString() => Id;

    private static WmfGolden[] Read()
    {
        var root = RecsysGoldens.Load("wmf.json");
        return [.. Cases("exact", WmfSolver.Cholesky), .. Cases("cg", WmfSolver.ConjugateGradient), .. Cases("ialspp", WmfSolver.BlockCoordinate)];

        IEnumerable<WmfGolden> Cases(string name, WmfSolver solver) =>
            root.GetProperty(name).EnumerateArray().Select(json => new WmfGolden(json.GetProperty("id").GetString()!, solver, json));
    }

    private string Text(string name, string otherwise) => Json.TryGetProperty(name, out var value) ? value.GetString()! : otherwise;

    private double Number(string name, double otherwise) => Json.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;

    private static double[][] Rows(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
}
