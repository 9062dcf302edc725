namespace MusicRec.Samples;

/// <summary>A file, or every sound file below a folder; each goes through a function on all cores, and what fails is collected.</summary>
internal static class SoundFiles
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
        { ".wav", ".ogg", ".oga", ".opus", ".flac", ".mp3", ".m4a", ".aac", ".aif", ".aiff", ".wma", ".mka" };

    /// <summary>The files in ordinal order.</summary>
    /// <exception cref="MusicRecException">The folder has none.</exception>
    public static string[] Under(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new MusicRecException($"'{path}' has no sound file below it.");
    }

    /// <summary>Results in the order of the files; null where a file failed.</summary>
    public static (T?[] Results, List<(string File, string Reason)> Failures) Each<T>(string[] files, Func<string, T> work, Action advance) where T
        : class
    {
        var (results, reasons) = (new T?[files.Length], new string?[files.Length]);
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                results[i] = work(files[i]);
            }
            catch (Exception e) when (e is MusicRecException or IOException or UnauthorizedAccessException)
            {
                reasons[i] = e.Message;
            }
            advance();
        });
        return (results, [.. reasons.Index().Where(r => r.Item is not null).Select(r => (files[r.Index], r.Item!))]);
    }
}
