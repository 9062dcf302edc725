namespace MusicRec.Samples;

/// <summary>Features of every file below a folder.</summary>
internal static class FolderRun
{
    /// <summary>Extracts, prints, and writes a picture and a matrix a file where they are asked for: OUT/ALBUM/TRACK.ogg.png.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="choice">The front-end.</param>
    /// <param name="place">Folder of the store.</param>
    /// <param name="png">Folder for pictures, or null.</param>
    /// <param name="npy">Folder for matrices, or null.</param>
    /// <param name="json">File for the results, or null.</param>
    public static void Extract(string folder, FrontEndChoice choice, string place, string? png, string? npy, string? json)
    {
        var features = choice.Features();
        var (store, ids, failures) = FolderStore.Extract(folder, features, place);
        using (store)
        {
            var (plan, axis) = choice.Plan(features.SampleRate);
            var results = new List<FileResult>();
            foreach (string id in ids)
            {
                var values = store[id].ToArray();
                double seconds = (double)values.Length / plan.Bins * plan.HopLength / plan.SampleRate;
                results.Add(new FileResult(id, seconds, values, plan.Bins));
                if (values.Length == 0) continue;
                if (png is not null) Picture.Write(Place(png, folder, id, ".png"), new Features(id, seconds, false, plan, axis, values));
                if (npy is not null) NpyFile.Write(Place(npy, folder, id, ".npy"), values.Length / plan.Bins, plan.Bins, values);
            }
            Report.Print(results, failures);
            if (json is not null) Report.Write(json, choice.Name, results, failures);
            Whole(failures.Count, ids.Length + failures.Count);
        }
    }

    /// <summary>Do clips that sound alike share a sub-folder?</summary>
    public static void Compare(string folder, string place, string? json)
    {
        var (store, ids, failures) = FolderStore.Extract(folder, new ClipStatistics(), place);
        using (store)
        {
            foreach (var (file, reason) in failures) Report.Print(file, reason);
            int files = ids.Length + failures.Count;
            ids = [.. ids.Where(id => !store[id].IsEmpty)];
            string[] folders = [.. ids.Select(id => Path.GetFileName(Path.GetDirectoryName(id))!)];
            string[] names = [.. folders.Distinct().Order(StringComparer.Ordinal)];
            if (names.Length < 2) throw new MusicRecException("--genres needs a folder with a sub-folder for each class.");
            var results = GenreCheck.Run(
                [.. ids.Select(id => ClipStatistics.Named(store[id]))], [.. folders.Select(name => Array.IndexOf(names, name))]);
            Report.Print(results, $"{ids.Length} clips of {names.Length} classes ({string.Join(", ", names)}), {failures.Count} failed");
            if (json is not null) Report.Write(json, results);
            Whole(failures.Count, files);
        }
    }

    /// <summary>All else is written by now; a folder that was not read whole ends with exit code 1.</summary>
    private static void Whole(int failed, int files)
    {
        if (failed > 0) throw new MusicRecException($"{failed} of {files} files gave no features.");
    }

    private static string Place(string output, string folder, string id, string ending)
    {
        string path = Path.Combine(output, Path.GetRelativePath(Path.GetFullPath(folder), id) + ending);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
