using System.Globalization;
using CsvHelper;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>SiTunes: ratings of songs from 16 audio descriptors, with known songs and with new ones, after Wang and Wang 2014. Popularity
/// is left out: it is how others use a song, which of a new one nobody knows.</summary>
internal sealed class SongRatings : ISurveyedSystem
{
    private const int Folds = 5;
    private static readonly string[] Descriptors =
    [
        "loudness", "danceability", "energy", "speechiness", "acousticness", "instrumentalness", "valence",
        "tempo", "F0final_sma_amean", "F0final_sma_stddev", "audspec_lengthL1norm_sma_stddev", "pcm_RMSenergy_sma_stddev",
        "pcm_fftMag_psySharpness_sma_amean", "pcm_fftMag_psySharpness_sma_stddev", "pcm_zcr_sma_amean", "pcm_zcr_sma_stddev",
    ];

    public string Name => "song-ratings";

    public string Needs => "situnes/Stage1/interactions.csv";

    public IEnumerable<SystemTable> Run(string data, bool quick)
    {
        var (ratings, content) = Read(Path.Combine(data, "situnes"));
        yield return Measure(ratings, content, quick, cold: false);
        yield return Measure(ratings, content, quick, cold: true);
    }

    private delegate double Predictor(int user, int item);

    private sealed record Rating(int User, int Item, float Value, int Fold);

    private static SystemTable Measure(Interactions data, Matrix content, bool quick, bool cold)
    {
        var ratings = Cut(data, cold);
        var errors = new Dictionary<string, SquaredErrors>();
        var seconds = new Dictionary<string, double>();
        for (int fold = 0; fold < (quick ? 1 : Folds); fold++)
        {
            var train = Interactions.FromTriples([.. Known(fold).Select(r => r.User)], [.. Known(fold).Select(r => r.Item)],
                [.. Known(fold).Select(r => r.Value)], data.UserIds, data.ItemIds);
            foreach (var (name, fit) in Models(train, Standardized(content, train)))
            {
                var start = Environment.CpuUsage.TotalTime;
                var predict = fit();
                seconds[name] = seconds.GetValueOrDefault(name) + (Environment.CpuUsage.TotalTime - start).TotalSeconds;
                if (!errors.TryGetValue(name, out var list)) errors.Add(name, list = new());
                foreach (var r in ratings.Where(r => r.Fold == fold)) list.Add(r.User, predict(r.User, r.Item), r.Value);
            }

            IEnumerable<Rating> Known(int without) => ratings.Where(r => r.Fold != without);
        }
        string kind = cold ? "new songs" : "known songs";
        return new($"Ratings of {kind}, SiTunes", cold ? "song-ratings-cold" : "song-ratings-warm", ["rmse"],
            [.. errors.Select(pair => new SystemRow(pair.Key, [pair.Value.Root], [pair.Value.Bootstrap(quick ? 200 : 1000)], seconds[pair.Key]))],
            [$"{data.Count} ratings from 1 to 5 by {data.Users} users; {(quick ? 1 : Folds)} of {Folds} folds; intervals resample users. "
                + "Lower is better."]);
    }

    private static IEnumerable<(string Name, Func<Predictor> Fit)> Models(Interactions train, Matrix content)
    {
        double mean = Enumerable.Range(0, train.Users).Sum(user => train.WeightsOf(user).ToArray().Sum(w => (double)w)) / train.Count;
        double[] means = [.. Enumerable.Range(0, train.Users)
            .Select(user => train.WeightsOf(user).ToArray().Append((float)mean).Average(w => (double)w))];
        var options = new HierarchicalLinearOptions { UserRegularization = 30, SharedRegularization = 1, FactorRegularization = 10 };
        yield return ("coin: 1 or 5", () => (user, item) => (user * 31 + item * 17) % 2 == 0 ? 1 : 5);
        yield return ("constant 3", () => (_, _) => 3);
        yield return ("best constant: the mean", () => (_, _) => mean);
        yield return ("user's mean", () => (user, _) => means[user]);
        yield return ("PMF", () => new Pmf(new() { Factors = 4, UserRegularization = 10, ItemRegularization = 10 })
            .Fit(Centred(train, means)) is var model
            ? (user, item) => means[user] + model.Predict(user, item) : null!);
        yield return ("hierarchical linear (content)", () => new HierarchicalLinear(options).Fit(Centred(train, means), content) is var model
            ? (user, item) => means[user] + model.Predict(user, item) : null!);
        yield return ("hybrid: content and PMF", () => new HierarchicalLinear(options with { Factors = 4 })
            .Fit(Centred(train, means), content) is var model
            ? (user, item) => means[user] + model.Predict(user, item) : null!);
    }

    // Ratings less their user's mean, which PMF and the linear models then need not learn.
    private static Interactions Centred(Interactions train, double[] means)
    {
        var entries = Enumerable.Range(0, train.Users).SelectMany(user => train.ItemsOf(user).ToArray()
            .Zip(train.WeightsOf(user).ToArray(), (item, rating) => (user, item, rating: rating - (float)means[user]))).ToArray();
        return Interactions.FromTriples([.. entries.Select(e => e.user)], [.. entries.Select(e => e.item)], [.. entries.Select(e => e.rating)],
            train.UserIds, train.ItemIds);
    }

    // Folds of pairs, or of songs: a fixed hash decides.
    private static List<Rating> Cut(Interactions data, bool cold)
    {
        var ratings = new List<Rating>();
        for (int user = 0; user < data.Users; user++)
        {
            for (int e = 0; e < data.ItemsOf(user).Length; e++)
            {
                int item = data.ItemsOf(user)[e];
                uint hash = (uint)((cold ? item * 7919 : user * 104_729 + item * 7919) + 17) * 2_654_435_761u;
                ratings.Add(new(user, item, data.WeightsOf(user)[e], (int)((hash >> 16) % Folds)));
            }
        }
        return ratings;
    }

    // A pair rated several times counts once, with the mean of its ratings; a descriptor that is not given is NaN.
    private static (Interactions Ratings, Matrix Content) Read(string folder)
    {
        var songs = Rows(Path.Combine(folder, "music_metadata", "music_info.csv"), ["item_id", .. Descriptors]);
        var items = new IdMap(songs.Select(song => song[0]));
        var given = Enumerable.Range(1, 3).SelectMany(stage => Rows(Path.Combine(folder, $"Stage{stage}", "interactions.csv"),
            ["user_id", "item_id", "rating"])).Where(row => items.TryGetIndex(row[1], out _)).ToArray();
        var users = new IdMap(given.Select(row => row[0]).Distinct());
        var pairs = given.GroupBy(row => (User: users.IndexOf(row[0]), Item: items.IndexOf(row[1])))
            .Select(group => (group.Key.User, group.Key.Item, Rating: (float)group.Average(row => Number(row[2])))).ToArray();
        var content = new float[songs.Count * Descriptors.Length];
        for (int i = 0; i < content.Length; i++)
            content[i] = songs[i / Descriptors.Length][1 + i % Descriptors.Length] is { Length: > 0 } text ? (float)Number(text) : float.NaN;
        return (Interactions.FromTriples([.. pairs.Select(p => p.User)], [.. pairs.Select(p => p.Item)],
            [.. pairs.Select(p => p.Rating)], users, items),
            Matrix.From(content, songs.Count, Descriptors.Length));
    }

    // Mean 0 and deviation 1 over the songs that are rated in training; 0, the mean, where a descriptor is not given.
    private static Matrix Standardized(Matrix content, Interactions train)
    {
        int[] rated = [.. Enumerable.Range(0, train.Users).SelectMany(user => train.ItemsOf(user).ToArray()).Distinct().Order()];
        var rows = new float[content.Rows * content.Columns];
        for (int d = 0; d < content.Columns; d++)
        {
            double[] known = [.. rated.Select(song => (double)content[song][d]).Where(double.IsFinite)];
            double mean = known.Average(), deviation = Math.Sqrt(known.Average(v => (v - mean) * (v - mean)));
            for (int song = 0; song < content.Rows; song++)
                if (float.IsFinite(content[song][d]))
                    rows[song * content.Columns + d] = (float)((content[song][d] - mean) / Math.Max(deviation, 1e-12));
        }
        return Matrix.From(rows, content.Rows, content.Columns);
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
        ? value : throw new MusicRecException($"'{text}' in the data of SiTunes is not a finite number; repair the file.");

    private static List<string[]> Rows(string path, IReadOnlyList<string> columns)
    {
        using var reader = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        reader.Read();
        reader.ReadHeader();
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. columns.Select(column => reader.GetField(column) ?? "")]);
        return rows;
    }
}
