using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>Settings of the models.</summary>
internal sealed record ArtistSettings(WmfOptions Wmf, double Ridge, double UserRidge, ContentWmfOptions Prior, ContentWmfOptions DeepPrior,
    NetworkRegressionOptions Network, NetworkRegressionOptions Plays)
{
    /// <summary>Settings set down beforehand, none of them tuned on the test artists; or small ones.</summary>
    public static ArtistSettings Chosen(bool quick)
    {
        var wmf = new WmfOptions { Factors = quick ? 16 : 64, Sweeps = quick ? 5 : 15, Lambda = 60, Solver = WmfSolver.Cholesky };
        var network = new NetworkRegressionOptions { Hidden = [quick ? 16 : 256], Epochs = quick ? 1 : 15, InputDropout = 0.2, BatchSize = 64 };
        return new(wmf, Ridge: 3, UserRidge: 10,
            Prior: new() { Factorization = wmf, ItemPrecision = 60, MapRegularization = 3 },
            DeepPrior: new() { Factorization = wmf, ItemPrecision = 60, MapRegularization = 3 },
            Network: network, Plays: network);
    }
}

/// <summary>The models that are compared on cold artists; those that build on one another are fitted once.</summary>
internal sealed class ArtistModels(ArtistWorld world, Matrix tags, ArtistSettings settings)
{
    public const string KnnName = "tag profiles (kNN)", RidgeName = "ridge: tags to WMF factors", FusedName = "fusion of ridges, prior and profiles";
    public const string ChanceName = "random", PopularName = "popularity known", BoundName = "WMF that saw the plays (bound)";
    private readonly Dictionary<string, object> _fitted = [];

    private Interactions Train => world.Split.Train;

    /// <summary>Names and how to fit, baselines first, the bound last.</summary>
    public IEnumerable<(string Name, Func<IRecommender> Fit)> All() =>
    [
        (ChanceName, () => new RandomScores().Fit(Train)),
        (PopularName, () => new Popularity().Fit(world.Split.Test)),
        (KnnName, Profiles),
        (RidgeName, Ridge),
        ("ridge: tags to plays", UserRidge),
        ("network: tags to WMF factors", () => Serve(Network())),
        ("network: tags to plays (WPE)", () => Serve(PlaysNetwork())),
        ("content prior, shallow", Shallow),
        ("content prior, deep", Deep),
        (FusedName, Fused),
        (BoundName, () => new Wmf(settings.Wmf).Fit(Union())),
    ];

    private WmfModel Wmf() => Once("wmf", () => new Wmf(settings.Wmf).Fit(Train));

    /// <summary>Cosine of an artist's tags with a user's: the sum of the artists' tags, each times ln(1 + plays).</summary>
    public IRecommender Profiles() => Once("profiles", () =>
    {
        var profiles = new float[(long)Train.Users * tags.Columns];
        for (int user = 0; user < Train.Users; user++)
        {
            var row = profiles.AsSpan(user * tags.Columns, tags.Columns);
            for (int e = 0; e < Train.ItemsOf(user).Length; e++)
            {
                var content = tags[Train.ItemsOf(user)[e]];
                float weight = MathF.Log(1 + Train.WeightsOf(user)[e]);
                for (int t = 0; t < row.Length; t++) row[t] += weight * content[t];
            }
        }
        var users = Features.Normalize(Matrix.From(profiles, Train.Users, tags.Columns));
        return new FactorModel(users, tags, Train.UserIds, Train.ItemIds);
    });

    public IRecommender Ridge() => Once("ridge", () => Serve(new RidgeRegression(new() { Lambda = settings.Ridge })
        .Fit(Features.Select(tags, world.Taught), Features.Select(Wmf().ItemFactors, world.Taught))));

    /// <summary>One ridge regression a user, of played or not on the tags.</summary>
    public IRecommender UserRidge() => Once("user-ridge", () =>
    {
        var played = new float[(long)world.Taught.Length * Train.Users];
        var at = world.Taught.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        for (int user = 0; user < Train.Users; user++)
            foreach (int item in Train.ItemsOf(user))
                if (at.TryGetValue(item, out int row)) played[(long)row * Train.Users + user] = 1;
        var map = new RidgeRegression(new() { Lambda = settings.UserRidge })
            .Fit(Features.Select(tags, world.Taught), Matrix.From(played, world.Taught.Length, Train.Users));
        return new FactorModel(map.Weights, tags, Train.UserIds, Train.ItemIds);
    });

    public NetworkMap Network() => Once("network", () => new NetworkRegression(settings.Network)
        .Fit(Features.Select(tags, world.Taught), Features.Select(Wmf().ItemFactors, world.Taught)));

    public NetworkMap PlaysNetwork() => Once("plays", () =>
        new NetworkRegression(settings.Plays).FitToPlays(Features.Select(tags, world.Taught), Wmf().UserFactors, Train.SelectItems(world.Taught),
            settings.Wmf));

    public IRecommender Shallow() => Once("shallow", () => new ContentWmf(settings.Prior).Fit(Train, tags));

    public IRecommender Deep() => Once("deep", () => new ContentWmf(settings.DeepPrior).Fit(Train, Network().Embed(tags)));

    public IRecommender Fused() => Fusion.Weighted((Ridge(), 1), (UserRidge(), 1), (Shallow(), 1), (Profiles(), 0.5));

    private ColdStartModel Serve(FactorMap map) => ColdStartModel.Create(Wmf(), Train, tags, map);

    private Interactions Union() => new Split(Train, world.Split.Test) { Validation = world.Split.Test, KeepsRepeats = true }.TrainAndValidation();

    private T Once<T>(string key, Func<T> make) where T : class
    {
        if (!_fitted.TryGetValue(key, out object? known)) _fitted[key] = known = make();
        return (T)known;
    }
}
