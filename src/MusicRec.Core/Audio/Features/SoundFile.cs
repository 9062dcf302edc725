namespace MusicRec.Audio;

/// <summary>One entry of a catalogue.</summary>
/// <param name="Id">What the features will be found by, at most 4096 bytes of UTF-8.</param>
/// <param name="Path">The sound file.</param>
public readonly record struct SoundFile(string Id, string Path)
{
    /// <summary>File name endings that <see cref="InFolder"/> looks for.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".aiff", ".aif", ".wma"];

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
