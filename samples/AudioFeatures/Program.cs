// From sound files to features: decodes a file or a folder, extracts, draws, and writes the numbers.
using System.CommandLine;
using MusicRec.Samples;

var input = new Argument<string?>("FILE_OR_FOLDER")
{
    Arity = ArgumentArity.ZeroOrOne,
    Description = "Sound to read: WAV always, others through libsndfile or ffmpeg. Without it a sound is made.",
};
var frontEnd = new Option<string>("--frontend") { Description = $"One of {FrontEndChoice.Names}.", DefaultValueFactory = _ => "mel" };
var options = new Option<string?>("--options")
{
    Description = "JSON: sampleRate (null keeps that of a single file), fftLength, hopLength, bands, coefficients, htk, cqtBins, binsPerOctave.",
    HelpName = "JSON",
};
var store = new Option<string>("--store")
{
    Description = "Keep a folder's features here, so that they are computed once, also if a run is stopped halfway.",
    HelpName = "DIR",
    DefaultValueFactory = _ => FolderStore.DefaultPlace,
};
var genres = new Option<bool>("--genres") { Description = "Take each sub-folder for a class, and test whether clips that sound alike share it." };
var timing = new Option<bool>("--timing") { Description = "Of a folder, print how much time decoding and features take, and keep nothing." };
var png = new Option<string?>("--png") { Description = "Draw the features; of a folder, a picture a file into the folder OUT.", HelpName = "OUT" };
var npy = new Option<string?>("--npy")
{
    Description = "Write the features [frames, bins] for numpy; of a folder, a matrix a file into the folder OUT.",
    HelpName = "OUT",
};
var json = new Option<string?>("--json") { Description = "Write a summary of every file, and the failures.", HelpName = "FILE" };
var command = new RootCommand("Features of sound files.") { input, frontEnd, options, store, genres, timing, png, npy, json };
command.SetAction(arguments => Screen.Run(() =>
{
    var choice = new FrontEndChoice(arguments.GetValue(frontEnd)!, arguments.GetValue(options));
    choice.Plan(choice.SampleRate ?? 22050); // wrong settings are told before the first file is read
    var (path, place) = (arguments.GetValue(input), arguments.GetValue(store)!);
    var (drawing, numbers, summary) = (arguments.GetValue(png), arguments.GetValue(npy), arguments.GetValue(json));
    if (arguments.GetValue(genres)) FolderRun.Compare(path ?? throw new ArgumentException("--genres needs a folder."), place, summary);
    else if (arguments.GetValue(timing)) Timing.Print(path ?? throw new ArgumentException("--timing needs a folder."), choice.Features());
    else if (Directory.Exists(path)) FolderRun.Extract(path, choice, place, drawing, numbers, summary);
    else if (path is not null) Extract(path, choice, drawing, numbers, summary);
    else
    {
        string made = Path.Combine(Path.GetTempPath(), $"demo-{Environment.ProcessId}.wav");
        try
        {
            DemoSound.Write(made);
            Extract(made, choice, drawing, numbers, summary);
        }
        finally
        {
            File.Delete(made);
        }
    }
}));
return command.Parse(args).Invoke();

static void Extract(string file, FrontEndChoice choice, string? png, string? npy, string? json)
{
    var features = Features.Of(file, choice);
    List<FileResult> results = [new(file, features.Seconds, features.Values, features.Plan.Bins)];
    Report.Print(results, []);
    if (png is not null) Picture.Write(png, features);
    if (npy is not null) NpyFile.Write(npy, features.Frames, features.Plan.Bins, features.Values);
    if (json is not null) Report.Write(json, choice.Name, results, []);
}
