using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>The sound files of a folder through a feature store: what an earlier run has computed, even one that was killed, is not computed
/// again.</summary>
internal static class FolderStore
{
    /// <summary>Where features are kept if nothing else is said.</summary>
    public static string DefaultPlace => Path.Combine(Path.GetTempPath(), "musicrec-features");

    /// <summary>Extracts what is missing, with a bar, and tells what was done and what failed.</summary>
    /// <returns>The ids of the files that have features, and the failures.</returns>
    /// <exception cref="MusicRecException">No file gave features.</exception>
    public static (FeatureStore Store, string[] Ids, List<(string File, string Reason)> Failures) Extract(
        string folder, IClipFeatures features, string place)
    {
        var files = SoundFile.InFolder(folder, (below, e) => Report.Print(below, e.Message));
        if (files.Count == 0) throw new MusicRecException($"'{folder}' has no sound file below it.");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        // By its full path, so that folders that share a store do not take each other's ids.
        SoundFile[] catalogue = [.. files.Select(file => new SoundFile(Path.GetFullPath(file.Path), file.Path))];
        var report = Screen.WithBar("extracting", files.Count, advance =>
            new FeatureExtraction(features).Run(place, catalogue, new Steps(advance)));
        Report.Sum(report, files.Count, clock.Elapsed, Environment.CpuUsage.TotalTime - cpu);
        if (report.Failures.Count == files.Count) throw new MusicRecException("No file gave features.");
        var failed = report.Failures.Select(failure => failure.File.Id).ToHashSet();
        return (new FeatureStore(report.StorePath), [.. catalogue.Select(file => file.Id).Where(id => !failed.Contains(id))],
            [.. report.Failures.Select(failure => (failure.File.Path, failure.Error.Message))]);
    }

    private sealed class Steps(Action advance) : IProgress<ExtractionStep>
    {
        public void Report(ExtractionStep step) => advance();
    }
}
