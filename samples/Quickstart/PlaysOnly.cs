using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Ranking;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>The part of the road that needs no sound: a model of plays, measured, explained, saved and loaded, and given a new listener.</summary>
internal static class PlaysOnly
{
    /// <summary>Walks it.</summary>
    public static void Run(string path, string? listenerId, string? folder, string? json)
    {
        Step("1. Plays");
        var plays = PlaysFile.Read(path);
        Screen.Describe(plays, path);
        int listener = Start.Listener(plays, listenerId);
        Measure(plays, json);
        var model = new Wmf().Fit(plays);
        Recommend(model, plays, listener);
        SaveAndLoad(model, plays, listener, folder);
        Newcomer(model, plays, listener);
    }

    private static void Measure(Interactions plays, string? json)
    {
        Step("2. Does it work? Hide a fifth of each listener's artists, fit on the rest, and look for the hidden ones");
        var split = new PerUserSplit { TestShare = 0.2, Seed = 1 }.Apply(plays);
        var outcomes = Screen.Compare(
        [
            new("popularity", (train, progress) => new Popularity().Fit(train, progress)),
            new("wmf", (train, progress) => new Wmf().Fit(train, progress)),
        ], split, new EvaluatorOptions { Metrics = [new Ndcg(10), new AveragePrecision(10), new Recall(20)] });
        Screen.Print(outcomes);
        if (json is not null) ResultsFile.Write(json, "warm", outcomes);
    }

    private static void Recommend(WmfModel model, Interactions plays, int listener)
    {
        Step($"3. What should {plays.UserIds[listener]} hear next, and why?");
        AnsiConsole.MarkupLineInterpolated($"Plays most: {string.Join(", ", Favourites(plays, listener, 5).Select(item => plays.ItemIds[item]))}");
        var table = new Table().Border(TableBorder.Rounded).AddColumn("recommended")
            .AddColumn(new TableColumn("score").RightAligned()).AddColumn("because of (share of the score)");
        foreach (var (item, score) in Top(model, plays, listener))
        {
            var why = model.Explain(plays, listener, item);
            var reasons = why.Contributions.Take(3)
                .Select(reason => $"{plays.ItemIds[reason.Item]} ({Screen.Number(100 * reason.Score / why.Score, "0")} %)");
            table.AddRow(Markup.Escape(plays.ItemIds[item]), Screen.Number(score, "0.000"), Markup.Escape(string.Join(", ", reasons)));
        }
        AnsiConsole.Write(table);
    }

    private static void SaveAndLoad(WmfModel model, Interactions plays, int listener, string? folder)
    {
        Step("4. Save and load");
        if (folder is not null) Directory.CreateDirectory(folder);
        string name = folder is null ? $"quickstart-{Environment.ProcessId}.safetensors" : "factors.safetensors";
        string file = Path.Combine(folder ?? Path.GetTempPath(), name);
        try
        {
            model.Save(file);
            bool same = Top(WmfModel.Load(file), plays, listener).SequenceEqual(Top(model, plays, listener));
            if (!same) throw new MusicRecException("The loaded model recommends something else than the saved one.");
            AnsiConsole.MarkupLineInterpolated($"{new FileInfo(file).Length / 1024:N0} KiB in {file}; the loaded model gives the same list.");
        }
        finally
        {
            if (folder is null) File.Delete(file);
        }
    }

    private static void Newcomer(WmfModel model, Interactions plays, int listener)
    {
        Step("5. A new listener, without fitting again");
        int[] heard = Favourites(plays, listener, 2);
        var history = Interactions.FromTriples(new int[heard.Length], heard, [], new IdMap(["newcomer"]), plays.ItemIds);
        var best = Ranker.RecommendFromHistories(model, history, new RankingOptions { K = 5 })[0].ToArray();
        string played = string.Join(" and ", heard.Select(item => plays.ItemIds[item]));
        string gets = string.Join(", ", best.Select(r => plays.ItemIds[r.Item]));
        AnsiConsole.MarkupLineInterpolated($"Played {played}; gets {gets}.");
    }

    private static RankedItem[] Top(WmfModel model, Interactions plays, int listener) =>
        Ranker.Recommend(model, [listener], new RankingOptions { K = 5, Seen = plays })[0].ToArray();

    private static int[] Favourites(Interactions plays, int listener, int count)
    {
        int[] items = plays.ItemsOf(listener).ToArray();
        float[] weights = plays.WeightsOf(listener).ToArray();
        return [.. items.Zip(weights).OrderByDescending(play => play.Second).Take(count).Select(play => play.First)];
    }

    private static void Step(string title) => AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
}
