namespace MusicRec.Audio;

/// <summary>One entry of a catalogue.</summary>
/// <param name="Id">What the features will be found by, at most 4096 bytes of UTF-8.</param>
/// <param name="Path">The sound file.</param>
public readonly record struct SoundFile(string Id, string Path)
{
    /// <summary>File name endings that <see cref="InFolder"/> looks for.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".aiff", ".aif", ".wma"];

    /// <summary>Files under the ids of a catalogue: previews are named by a number of their shop, "1234567.clip.mp3", and a map says which track that
    /// is. A file's number is its name up to the first dot, wherever it lies; a number may be that of several tracks.</summary>
    /// <param name="files">The files; see <see cref="InFolder"/>.</param>
    /// <param name="numbers">Track and number, in any order.</param>
    /// <returns>One entry a track whose file is there, in the order of <paramref name="numbers"/>; of several files with a number the first.
    /// </returns>
    public static IReadOnlyList<SoundFile> Named(IEnumerable<SoundFile> files, IEnumerable<(string Track, string Number)> numbers)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Require.NotNull(files)) paths.TryAdd(System.IO.Path.GetFileName(file.Path).Split('.')[0], file.Path);
        return [.. Require.NotNull(numbers).Where(pair => paths.ContainsKey(pair.Number))
            .Select(pair => new SoundFile(pair.Track, paths[pair.Number]))];
    }

    /// <summary>All sound files in a folder and below, by ordinal order of their ids: the path relative to the folder, with forward
    /// slashes.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<SoundFile> InFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Select(path => new SoundFile(System.IO.Path.GetRelativePath(folder, path).Replace(System.IO.Path.DirectorySeparatorChar, '/'), path))
            .OrderBy(file => file.Id, StringComparer.Ordinal)];
    }
}
