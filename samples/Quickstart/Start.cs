using System.CommandLine;
using MusicRec.Audio;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Simulation;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>What the road starts from: the arguments, and sound and plays, own or simulated.</summary>
internal static class Start
{
    /// <summary>The road itself: plays, sound of the same items, listener, folder for models, progress.</summary>
    public delegate IReadOnlyList<Outcome> Road(Interactions plays, AudioItems sound, int listener, string folder, IProgress<TrainingStep>? progress);

    /// <summary>Reads the arguments and walks the road; with plays alone, the part of it that needs no sound.</summary>
    public static int Run(string[] args, Road road)
    {
        var audio = new Option<string?>("--audio") { Description = "Folder of sound files, named by the ids of their items." };
        var plays = new Option<string?>("--plays") { Description = "File of plays: listener, item, plays. Without it, a small simulated world." };
        var listener = new Option<string?>("--listener") { Description = "Whom to recommend to. Without it, the listener of most items." };
        var model = new Option<string?>("--model") { Description = "Folder to save the fitted models in. Without it, a temporary one." };
        var json = new Option<string?>("--json") { Description = "Also write the metrics to this file." };
        var command = new RootCommand("From sound and plays to measured recommendations of new tracks.") { audio, plays, listener, model, json };
        command.SetAction(arguments => Screen.Run(() =>
        {
            var (path, folder) = (arguments.GetValue(plays), arguments.GetValue(audio));
            if (path is null && folder is not null) throw new ArgumentException("--audio needs --plays too: who played which of the files.");
            if (path is not null && folder is null)
                PlaysOnly.Run(path, arguments.GetValue(listener), arguments.GetValue(model), arguments.GetValue(json));
            else
                Walk(road, path, folder, arguments.GetValue(listener), arguments.GetValue(model), arguments.GetValue(json));
        }));
        return command.Parse(args).Invoke();
    }

    /// <summary>Index of a listener; where none is named, of the one who played most items.</summary>
    public static int Listener(Interactions plays, string? id)
    {
        if (id is null) return Enumerable.Range(0, plays.Users).OrderByDescending(user => plays.ItemsOf(user).Length).FirstOrDefault();
        if (plays.UserIds.TryGetIndex(id, out int user)) return user;
        string some = string.Join(", ", Enumerable.Range(0, Math.Min(3, plays.Users)).Select(u => plays.UserIds[u]));
        throw new ArgumentException($"There is no listener '{id}'; the first three are {some}.");
    }

    private static void Walk(Road road, string? path, string? audio, string? listener, string? models, string? json)
    {
        var (plays, sound) = path is null ? Simulated() : Own(path, audio!);
        string folder = models ?? Path.Combine(Path.GetTempPath(), $"quickstart-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var outcomes = road(plays, sound, Listener(plays, listener), folder, null);
            Screen.Print(outcomes);
            if (json is not null) ResultsFile.Write(json, "cold items", outcomes);
        }
        finally
        {
            if (models is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static (Interactions Plays, AudioItems Sound) Simulated()
    {
        var world = new DemoCatalog();
        Screen.Describe(world.Plays, "Simulated: sounds, artists and listeners do not exist.");
        return (world.Plays, new AudioItems(world.ItemIds, world.Render));
    }

    private static (Interactions Plays, AudioItems Sound) Own(string path, string audio)
    {
        var plays = PlaysFile.Read(path);
        Screen.Describe(plays, path);
        var sound = AudioItems.FromFiles(plays.ItemIds, SoundFile.InFolder(audio));
        if (sound.Unknown.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"{sound.Unknown.Count} sound files are of no item in the plays, such as '{sound.Unknown[0].Id}'.");
        return (plays, sound);
    }
}
