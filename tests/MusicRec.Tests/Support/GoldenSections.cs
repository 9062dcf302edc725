using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;

namespace MusicRec.Tests;

/// <summary>Says that a test class runs every case of some sections (top-level keys) of a golden file of the recsys folder.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class ChecksGoldensAttribute(string file, params string[] sections) : Attribute
{
    public string File { get; } = file;
    public string[] Sections { get; } = sections;
}

/// <summary>What a set of goldens holds, and who checks it. The set is the recsys folder of the shared goldens, or else the copies in the
/// tests.</summary>
internal static class GoldenSections
{
    /// <summary>Keys of documentation, not numbers to reproduce by themselves.</summary>
    private static readonly HashSet<string> Notes =
        ["objective", "checks", "formulas", "source", "sources", "ialspp_rule", "ease_formula", "bpr_formula"];

    /// <summary>Sections whose models the library does not have yet, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotYet { get; } = new Dictionary<string, string>
    {
    };

    public static string Folder { get; } = SharedFolder.File("goldens", "recsys", "manifest.json") is { } manifest
        ? Path.GetDirectoryName(manifest)! : Path.Combine(AppContext.BaseDirectory, "Golden", "recsys");

    /// <summary>Sections that some test class checks, each as "file/section".</summary>
    public static IReadOnlySet<string> Checked { get; } = typeof(GoldenSections).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<ChecksGoldensAttribute>())
        .SelectMany(claim => claim.Sections.Select(section => $"{claim.File}/{section}")).ToHashSet();

    /// <summary>Every section of every golden file of a folder, each as "file/section".</summary>
    public static IEnumerable<string> Of(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
        where Path.GetFileName(file) != "manifest.json"
        from section in Keys(file)
        where !Notes.Contains(section)
        select $"{Path.GetFileName(file)}/{section}";

    /// <summary>The sections of a folder that no test checks and that are not known to come later.</summary>
    public static IEnumerable<string> Unchecked(string folder) =>
        Of(folder).Where(section => !Checked.Contains(section) && !NotYet.ContainsKey(section));

    /// <summary>What is wrong with the files that a folder's manifest names: missing, or of another checksum.</summary>
    public static IEnumerable<string> Damaged(string folder)
    {
        string manifest = Path.Combine(folder, "manifest.json");
        if (!File.Exists(manifest)) yield break; // the copies are reduced: they have checksums of nothing
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (var entry in json.RootElement.GetProperty("files").EnumerateObject())
        {
            string file = Path.Combine(folder, entry.Name);
            if (!File.Exists(file)) yield return $"{entry.Name} is missing";
            else if (!Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))).Equals(entry.Value.GetProperty("sha256").GetString(),
                StringComparison.OrdinalIgnoreCase))
                yield return $"{entry.Name} has another checksum than its manifest says";
        }
    }

    private static string[] Keys(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.EnumerateObject().Select(property => property.Name)];
    }
}
