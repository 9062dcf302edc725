// From sound files to features: decodes a file or a folder, extracts, draws, and writes the numbers.
using System.CommandLine;
using System.Diagnostics;
using MusicRec;
using MusicRec.Samples;
using Spectre.Console;

var input = new Argument<string?>("FILE_OR_FOLDER")
{
    Arity = ArgumentArity.ZeroOrOne,
    Description = "Sound to read: WAV always, others through libsndfile or ffmpeg. Without it a sound is made.",
};
var frontEnd = new Option<string>("--frontend") { Description = $"One of {FrontEndChoice.Names}.", DefaultValueFactory = _ => "mel" };
var options = new Option<string?>("--options")
{
    Description = "Settings as JSON: sampleRate (null keeps the file's), fftLength, hopLength, bands, coefficients, htk, cqtBins, binsPerOctave.",
    HelpName = "JSON",
};
var genres = new Option<bool>("--genres") { Description = "Take each sub-folder for a class, and test whether clips that sound alike share it." };
var png = new Option<string?>("--png") { Description = "Draw the first file's features.", HelpName = "OUT" };
var npy = new Option<string?>("--npy") { Description = "Write the first file's features [frames, bins] for numpy.", HelpName = "OUT" };
var json = new Option<string?>("--json") { Description = "Write the results of every file.", HelpName = "FILE" };
var command = new RootCommand("Features of sound files.") { input, frontEnd, options, genres, png, npy, json };
command.SetAction(arguments => Screen.Run(() =>
{
    var choice = new FrontEndChoice(arguments.GetValue(frontEnd)!, arguments.GetValue(options));
    choice.Plan(choice.SampleRate ?? 22050); // wrong settings are told before the first file is read
    string? made = arguments.GetValue(input) is null ? Path.Combine(Path.GetTempPath(), $"demo-{Environment.ProcessId}.wav") : null;
    try
    {
        if (made is not null) DemoSound.Write(made);
        string[] files = SoundFiles.Under(made ?? arguments.GetValue(input)!);
        if (arguments.GetValue(genres)) Compare(files, arguments.GetValue(json));
        else Extract(files, choice, arguments.GetValue(png), arguments.GetValue(npy), arguments.GetValue(json));
    }
    finally
    {
        if (made is not null) File.Delete(made);
    }
}));
return command.Parse(args).Invoke();

static void Extract(string[] files, FrontEndChoice choice, string? png, string? npy, string? json)
{
    var clock = Stopwatch.StartNew();
    var cpu = Environment.CpuUsage.TotalTime;
    var (read, failures) = Screen.WithBar("extracting", files.Length, advance =>
        SoundFiles.Each(files, file => new FileResult(Features.Of(file, choice)), advance));
    var results = read.OfType<FileResult>().ToList();
    Report.Print(results, failures);
    Report.Sum(results, failures, clock.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    if (results.Count == 0) throw new MusicRecException("No file gave features.");
    if ((png ?? npy) is not null)
    {
        var first = Features.Of(results[0].Path, choice); // once more: the values of a large folder would fill the memory
        if (png is not null) Picture.Write(png, first);
        if (npy is not null) NpyFile.Write(npy, first.Frames, first.Plan.Bins, first.Values);
    }
    if (json is not null) Report.Write(json, choice.Name, results, failures);
}

static void Compare(string[] files, string? json)
{
    var (read, failures) = Screen.WithBar("extracting", files.Length, advance => SoundFiles.Each(files, ClipStatistics.Of, advance));
    foreach (var (file, reason) in failures) AnsiConsole.MarkupLineInterpolated($"[red]{file}[/]: {reason}");
    int[] used = [.. Enumerable.Range(0, files.Length).Where(i => read[i] is not null)];
    string[] folders = [.. used.Select(i => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(files[i])))!)];
    string[] names = [.. folders.Distinct().Order(StringComparer.Ordinal)];
    if (names.Length < 2) throw new MusicRecException("--genres needs a folder with a sub-folder for each class.");
    var results = GenreCheck.Run([.. used.Select(i => read[i]!)], [.. folders.Select(folder => Array.IndexOf(names, folder))]);
    Report.Print(results, $"{used.Length} clips of {names.Length} classes ({string.Join(", ", names)}), {failures.Count} failed");
    if (json is not null) Report.Write(json, results);
}
