// The whole road: a folder of sound and a file of plays -> factors -> an encoder that hears them -> new tracks placed -> a playlist -> metrics.
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Pipelines;
using MusicRec.Ranking;
using MusicRec.Samples;

return Start.Run(args, (plays, sound, listener, folder, show) =>
{
    // A fifth of the tracks are new: nobody has played them in training.
    Split split = new ColdItemSplit { TestShare = 0.2, Seed = 1 }.Apply(plays);

    // Plays become factors; a convolutional network learns to hear them (van den Oord et al. 2013, at a quarter of its size).
    var wmf = new WmfOptions { Factors = 16 };
    var recipe = new VanDenOord2013(new VanDenOord2013Options { Wmf = wmf, Width = 0.25 });
    VanDenOord2013Model model = recipe.Fit(split.Train, sound, show);
    foreach (var missing in model.Missing) Console.WriteLine($"{plays.ItemIds[missing.Item]}: {missing.Reason}");

    // A playlist of known (Warm) and new tracks, these placed by what the network predicted from their sound.
    Console.WriteLine($"A playlist for {plays.UserIds[listener]}:");
    foreach (var (item, score) in Ranker.Recommend(model.Recommender, [listener], new() { K = 10, Seen = split.Train })[0])
        Console.WriteLine(FormattableString.Invariant($"  {plays.ItemIds[item]}  {score:0.00}  {model.Recommender.SourceOf(item)}"));

    // Two files that serve it from now on: the recommender, and all that placing a new sound file takes.
    model.Recommender.Save(Path.Combine(folder, "recommender.safetensors"));
    model.Encoder.Save(Path.Combine(folder, "encoder.safetensors"));

    // Does it work? Only new tracks are ranked, for listeners who were known before.
    var added = new ItemMask([.. Enumerable.Range(0, plays.Users).SelectMany(user => split.Test.ItemsOf(user).ToArray())], plays.Items);
    return Screen.Compare([new("random", (train, _) => new MusicRec.Collaborative.RandomScores().Fit(train)),
        new("by sound", (_, _) => model.ContentOnly), new("bound: plays known", (_, _) => new Wmf(wmf).Fit(plays))],
        split, new EvaluatorOptions { Metrics = [new Ndcg(10), new AveragePrecision(500)], ScoreMetrics = [new Auc()], Candidates = added });
});
