using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Pipelines;
using MusicRec.Ranking;
using MusicRec.Simulation;
using MusicRec.Text;

namespace MusicRec.Samples;

/// <summary>Oramas et al. 2017: all tracks of a fifth of the artists are cold and ranked among themselves, known by their sound, by what is written
/// about their artist, or by both. MAP at 500.</summary>
internal sealed class OramasSystem : ISimulatedSystem
{
    private const string Chance = "random", Audio = "sound (CNN)", Text = "text of the artist", Both = "late fusion";
    private const string Bound = "upper bound: plays known";

    public string Name => "oramas";

    public IEnumerable<Finding> Run(DemoCatalog world, ulong seed, bool quick)
    {
        int[] artistOf = world.ArtistOf.ToArray();
        var split = ColdArtists(world, artistOf);
        var terms = new TfIdf(new() { Sublinear = true, MaxFeatures = 10_000 }).Fit(Texts(world, artist => artist % 5 != 0));
        var options = new Oramas2017Options
        {
            Wmf = new() { Factors = quick ? 8 : 16, Alpha = 2, Epsilon = 1e-6 },
            Width = quick ? 1.0 / 64 : 1.0 / 8,
            Patch = 127, // the clips are short
            Training = new() { Epochs = quick ? 2 : 40 },
        };
        var start = Environment.CpuUsage.TotalTime;
        var texts = terms.Transform(Texts(world, _ => true));
        var model = new Oramas2017(options).Fit(split.Train, new AudioItems(world.ItemIds, world.Render), artistOf, texts);
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        var table = Judge.Rank("Oramas et al. 2017: tracks of new artists", "oramas-cold-artists",
        [
            new(Chance, (train, _) => new RandomScores().Fit(train)),
            new(Text, (_, _) => ByText(model, texts, artistOf, split.Train)),
            new(Audio, (_, _) => model.ByAudio),
            new(Both, (_, _) => model.ByBoth),
            new(Bound, (_, _) => new Wmf(options.Wmf).Fit(world.Plays)),
        ], split, new EvaluatorOptions
        {
            Metrics = [new AveragePrecision(500)],
            ScoreMetrics = [new Auc()],
            Candidates = new ItemMask(Judge.Items(split.Test), world.Tracks),
        }, $"The system's parts are fitted together, in {Screen.Number(seconds, "0")} CPU-s. Text alone is ridge regression of the tracks' factors "
            + "on the embedding of their artist's text.");
        yield return new(table, [(Bound, Both), (Both, Audio), (Both, Text), (Audio, Chance), (Text, Chance)]);
    }

    // Factors of tracks from their artist's embedding alone: what the fusion has without sound.
    private static FactorModel ByText(Oramas2017Model model, Matrix texts, int[] artistOf, Interactions train)
    {
        var embedded = model.Text.Embed(ItemFrames.FromRows(model.Artists.ItemIds, texts)).Vectors;
        var content = Features.Select(Features.Normalize(embedded), artistOf);
        int[] played = Judge.Items(train);
        var map = new RidgeRegression(new() { Lambda = 1 }).Fit(Features.Select(content, played), Features.Select(model.Songs.ItemFactors, played));
        return new FactorModel(model.Songs.UserFactors, map.Predict(content), model.Songs.UserIds, model.Songs.ItemIds);
    }

    // Every fifth artist is new.
    private static Split ColdArtists(DemoCatalog world, int[] artistOf)
    {
        Interactions Part(bool cold)
        {
            var (users, items, weights) = (new List<int>(), new List<int>(), new List<float>());
            for (int user = 0; user < world.Users; user++)
            {
                var row = world.Plays.ItemsOf(user);
                for (int e = 0; e < row.Length; e++)
                {
                    if (artistOf[row[e]] % 5 == 0 != cold) continue;
                    users.Add(user);
                    items.Add(row[e]);
                    weights.Add(world.Plays.WeightsOf(user)[e]);
                }
            }
            return Interactions.FromTriples(users.ToArray(), items.ToArray(), weights.ToArray(), world.Plays.UserIds, world.Plays.ItemIds);
        }

        return new Split(Part(cold: false), Part(cold: true)) { Kind = SplitKind.ColdItems };
    }

    private static IReadOnlyList<string>[] Texts(DemoCatalog world, Func<int, bool> known)
    {
        var tokenizer = new Tokenizer();
        return [.. Enumerable.Range(0, world.Artists).Where(known)
            .Select(artist => (IReadOnlyList<string>)[.. tokenizer.Tokens(world.BiographyOf(artist)), .. world.TagsOfArtist(artist)])];
    }
}
