// From plays to recommendations: reads plays, measures a model against popularity, recommends with reasons, saves and loads.
using System.CommandLine;
using MusicRec;
using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Ranking;
using MusicRec.Samples;
using Spectre.Console;

var playsOption = new Option<string?>("--plays") { Description = "File of plays: listener, item, plays. Without it, a small simulated catalogue." };
var listenerOption = new Option<string?>("--listener") { Description = "Whom to recommend to. Without it, the first listener." };
var modelOption = new Option<string?>("--model") { Description = "Where to save the fitted model. Without it, a temporary file." };
var jsonOption = new Option<string?>("--json") { Description = "Also write the metrics to this file." };
var command = new RootCommand("Music recommendations in five steps.") { playsOption, listenerOption, modelOption, jsonOption };
command.SetAction(arguments => Screen.Run(() =>
{
    var plays = ReadPlays(arguments.GetValue(playsOption));
    int listener = Listener(plays, arguments.GetValue(listenerOption));
    Measure(plays, arguments.GetValue(jsonOption));
    var model = new Wmf().Fit(plays);
    Recommend(model, plays, listener);
    SaveAndLoad(model, plays, listener, arguments.GetValue(modelOption));
    Newcomer(model, plays, listener);
}));
return command.Parse(args).Invoke();

static Interactions ReadPlays(string? path)
{
    Step("1. Plays");
    var plays = path is null ? PlaysFile.Read(typeof(Program).Assembly.GetManifestResourceStream("plays.tsv")!, "plays.tsv") : PlaysFile.Read(path);
    Screen.Describe(plays, path ?? "Simulated: the listeners have planted tastes and the artists do not exist.");
    return plays;
}

static void Measure(Interactions plays, string? json)
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

static int Listener(Interactions plays, string? id)
{
    if (id is null) return 0;
    if (plays.UserIds.TryGetIndex(id, out int user)) return user;
    string some = string.Join(", ", Enumerable.Range(0, Math.Min(3, plays.Users)).Select(u => plays.UserIds[u]));
    throw new ArgumentException($"There is no listener '{id}'; the first three are {some}.");
}

static void Recommend(WmfModel model, Interactions plays, int listener)
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

static void SaveAndLoad(WmfModel model, Interactions plays, int listener, string? path)
{
    Step("4. Save and load");
    string file = path ?? Path.Combine(Path.GetTempPath(), $"quickstart-{Environment.ProcessId}.safetensors");
    try
    {
        model.Save(file);
        bool same = Top(WmfModel.Load(file), plays, listener).SequenceEqual(Top(model, plays, listener));
        if (!same) throw new MusicRecException("The loaded model recommends something else than the saved one.");
        AnsiConsole.MarkupLineInterpolated($"{new FileInfo(file).Length / 1024:N0} KiB in {file}; the loaded model gives the same list.");
    }
    finally
    {
        if (path is null) File.Delete(file);
    }
}

static void Newcomer(WmfModel model, Interactions plays, int listener)
{
    Step("5. A new listener, without fitting again");
    int[] heard = Favourites(plays, listener, 2);
    var history = Interactions.FromTriples(new int[heard.Length], heard, [], new IdMap(["newcomer"]), plays.ItemIds);
    var best = Ranker.RecommendFromHistories(model, history, new RankingOptions { K = 5 })[0].ToArray();
    string played = string.Join(" and ", heard.Select(item => plays.ItemIds[item]));
    string gets = string.Join(", ", best.Select(r => plays.ItemIds[r.Item]));
    AnsiConsole.MarkupLineInterpolated($"Played {played}; gets {gets}.");
}

static RankedItem[] Top(WmfModel model, Interactions plays, int listener) =>
    Ranker.Recommend(model, [listener], new RankingOptions { K = 5, Seen = plays })[0].ToArray();

static int[] Favourites(Interactions plays, int listener, int count)
{
    int[] items = plays.ItemsOf(listener).ToArray();
    float[] weights = plays.WeightsOf(listener).ToArray();
    return [.. items.Zip(weights).OrderByDescending(play => play.Second).Take(count).Select(play => play.First)];
}

static void Step(string title) => AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
