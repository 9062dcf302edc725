using System.Text.Json;
using MusicRec.Data;

namespace MusicRec.Tests;

/// <summary>A golden file of the recsys folder, the shared one or else the copy inside the tests, and readers of its arrays.</summary>
internal static class RecsysGoldens
{
    /// <summary>The root of a file; several names are tried in turn, for a copy that keeps a part under a name of its own.</summary>
    public static JsonElement Load(params ReadOnlySpan<string> names)
    {
        string file = Path.Combine(GoldenSections.Folder, names[0]);
        for (int i = 1; i < names.Length && !File.Exists(file); i++) file = Path.Combine(GoldenSections.Folder, names[i]);
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }

    /// <summary>A list of lists, row-major.</summary>
    public static double[] Flat(this JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(x => x.GetDouble()))];

    public static double[] Numbers(this JsonElement list) => [.. list.EnumerateArray().Select(x => x.GetDouble())];

    /// <summary>Triplets of user, item and value.</summary>
    public static Interactions Plays(JsonElement triplets, int users, int items)
    {
        double[] flat = triplets.Flat();
        int[] index = [.. Enumerable.Range(0, flat.Length / 3)];
        return Interactions.FromTriples(Array.ConvertAll(index, k => (int)flat[3 * k]), Array.ConvertAll(index, k => (int)flat[3 * k + 1]),
            Array.ConvertAll(index, k => (float)flat[3 * k + 2]), IdMap.Sequential(users), IdMap.Sequential(items));
    }

    /// <summary>|actual - expected| is at most the tolerance times max(1, |expected|).</summary>
    public static void Close(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}");

    public static void Close(double[] expected, IEnumerable<double> actual, double tolerance, string what)
    {
        double[] values = [.. actual];
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Close(expected[i], values[i], tolerance, $"{what}[{i}]");
    }
}
