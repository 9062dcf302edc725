using System.Text.Json;
using MusicRec.Compute;

namespace MusicRec.Tests.Neural;

/// <summary>Weights of a golden case as parameters on the CPU, and the comparison of their gradients.</summary>
internal sealed class NetworkGoldens(JsonElement weights)
{
    public const double Tolerance = 1e-5;

    public static CpuBackend Backend { get; } = new(2);

    private readonly Dictionary<string, Tensor> _weights = weights.EnumerateObject().ToDictionary(w => w.Name, w => Parameter(w.Value));

    public Tensor this[string name] => _weights[name];

    public IEnumerable<string> Names => _weights.Keys;

    public bool Has(string name) => _weights.ContainsKey(name);

    /// <summary>Every gradient, relative to the largest element of its tensor.</summary>
    public void CheckGradients(JsonElement expected, string what)
    {
        foreach (var gradient in expected.EnumerateObject())
            Close.Check(Deep(gradient.Value), Doubles(_weights[gradient.Name].Gradient!), Tolerance, $"{what}: gradient of {gradient.Name}");
    }

    /// <summary>Every weight, relative to the largest element of its tensor.</summary>
    public void CheckValues(JsonElement expected, string what)
    {
        foreach (var weight in expected.EnumerateObject())
            Close.Check(Deep(weight.Value), Doubles(_weights[weight.Name]), Tolerance, $"{what}: {weight.Name}");
    }

    public static double[] Doubles(Tensor x) => Array.ConvertAll(x.ToArray(), v => (double)v);

    /// <summary>All numbers of nested lists, row-major.</summary>
    public static double[] Deep(JsonElement x) =>
        x.ValueKind == JsonValueKind.Array ? [.. x.EnumerateArray().SelectMany(Deep)] : [x.GetDouble()];

    public static int[] Integers(JsonElement x) => Array.ConvertAll(Deep(x), v => (int)v);

    private static Tensor Parameter(JsonElement values)
    {
        var sizes = new List<int>();
        for (var at = values; at.ValueKind == JsonValueKind.Array; at = at[0]) sizes.Add(at.GetArrayLength());
        return new Tensor(Backend, new Shape([.. sizes]), Array.ConvertAll(Deep(values), v => (float)v)) { RequiresGradient = true };
    }
}
