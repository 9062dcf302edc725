namespace MusicRec.Audio;

/// <summary>One entry of a catalogue.</summary>
/// <param name="Id">What the features will be found by, at most 4096 bytes of UTF-8.</param>
/// <param name="Path">The sound file.</param>
public readonly record struct SoundFile(string Id, string Path)
{
    /// <summary>File name endings that <see cref="InFolder"/> looks for.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".aiff", ".aif", ".wma", ".mka"];

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
    /// <param name="folder">The folder.</param>
    /// <param name="skipped">Told of every folder below that cannot be read, with the error; the others go on.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself cannot be read.</exception>
    public static IReadOnlyList<SoundFile> InFolder(string folder, Action<string, Exception>? skipped = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var files = new List<SoundFile>();
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out string? at))
        {
            try
            {
                files.AddRange(Directory.GetFiles(at).Where(IsSound).Select(path => new SoundFile(IdOf(folder, path), path)));
                foreach (string below in Directory.GetDirectories(at)) folders.Push(below);
            }
            catch (Exception e) when (at != folder && e is (UnauthorizedAccessException or IOException))
            {
                skipped?.Invoke(at, e);
            }
        }
        return [.. files.OrderBy(file => file.Id, StringComparer.Ordinal)];
    }

    private static bool IsSound(string path) => Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static string IdOf(string folder, string path) =>
        System.IO.Path.GetRelativePath(folder, path).Replace(System.IO.Path.DirectorySeparatorChar, '/');
}
