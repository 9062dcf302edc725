namespace MusicRec.Tests;

/// <summary>The folder of reference data and goldens: the one MUSICREC_SHARED names, else "shared" beside the repository, else none.</summary>
public static class SharedFolder
{
    public static string? Path { get; } = Find();

    /// <summary>A file inside the folder, or null where it is not there.</summary>
    public static string? File(params ReadOnlySpan<string> parts)
    {
        if (Path is null) return null;
        string file = System.IO.Path.Combine([Path, .. parts]);
        return System.IO.File.Exists(file) ? file : null;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MUSICREC_SHARED") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "MusicRec.sln"))) continue;
            string beside = System.IO.Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(beside) ? System.IO.Path.GetFullPath(beside) : null;
        }
        return null;
    }
}
