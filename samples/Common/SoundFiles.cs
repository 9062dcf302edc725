using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>A file, or every sound file below a folder; each goes through a function on all cores, and what fails is collected.</summary>
internal static class SoundFiles
{
    /// <summary>The files in ordinal order; folders that cannot be read are told and left out.</summary>
    /// <exception cref="MusicRecException">The folder has none.</exception>
    public static string[] Under(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] files = [.. SoundFile.InFolder(path, (folder, e) => Console.Error.WriteLine($"{folder} is left out: {e.Message}"))
            .Select(file => file.Path)];
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
