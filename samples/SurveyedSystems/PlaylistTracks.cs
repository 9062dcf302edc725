using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>Spotify playlists whose tracks come with 12 audio features: playlists of 20 tracks or more are continued from ten of their tracks, warm
/// (tracks that training playlists hold) and cold (tracks that none holds, known by sound and artist alone).</summary>
internal sealed class PlaylistTracks : ISurveyedSystem
{
    private static readonly SeedGroup[] Shown = [new("title, random 10", 10, AtRandom: true)];

    public string Name => "playlists";

    public string Needs => "spotify-playlists-audio-features/spotify_songs.zip";

    public IEnumerable<SystemTable> Run(string data, bool quick)
    {
        var task = new ContinuationTask(PlaylistData.Load(Path.Combine(data, Path.GetDirectoryName(Needs)!)));
        var models = new Models(task, quick);
        yield return Table(task, "Playlists, tracks that others hold", "playlists-warm", models.Warm(), cold: false);
        yield return Table(task, "Playlists, tracks that no training playlist holds", "playlists-cold", models.Cold(), cold: true);
    }

    private static SystemTable Table(ContinuationTask task, string title, string protocol, IEnumerable<Func<Outcome>> judge, bool cold)
    {
        Outcome[] outcomes = [.. judge.Select(one => one())];
        var hidden = cold ? task.Cold : task.Warm;
        return new(title, protocol, [.. outcomes[0].Report.Metrics.Select(metric => metric.Name)],
            [.. outcomes.Select(outcome => SystemRow.Of(outcome.Report, outcome.FitCpu))],
            [
                $"{outcomes[0].Report.Users.Length} playlists are continued from ten tracks each; {hidden.Count} tracks must be found. "
                    + "Clicks: lower is better.",
                .. Against(outcomes),
            ]);
    }

    // The best model by NDCG, bound aside, against the next two by paired tests.
    private static IEnumerable<string> Against(Outcome[] outcomes)
    {
        string[] metrics = [.. outcomes[0].Report.Metrics.Skip(1).Select(metric => metric.Name)];
        var reports = outcomes.Select(outcome => outcome.Report).Where(report => report.Model != Models.Bound)
            .OrderByDescending(report => report[metrics[0]].Mean).ToArray();
        foreach (var rival in reports[1..3])
        {
            var tests = metrics.Select(metric => Comparison.AllPairs([reports[0], rival], metric, 10_000)[0]).Zip(metrics, (pair, metric) =>
                $"{Screen.Number(pair.Difference, "+0.000;-0.000")} in {metric} (p = {Screen.Number(pair.PValue, "0.0000")})");
            yield return $"{reports[0].Model} against {rival.Model}: {string.Join(", ", tests)}; paired permutation tests.";
        }
    }

    private sealed class Models(ContinuationTask task, bool quick)
    {
        public const string Bound = "WMF that saw the hidden tracks (bound)";

        private readonly WmfOptions _factors = new() { Factors = quick ? 16 : 64, Sweeps = quick ? 4 : 15 };
        private readonly Lazy<WmfModel> _wmf = new(() =>
            new Wmf(new() { Factors = quick ? 16 : 64, Sweeps = quick ? 4 : 15 }).Fit(task.Train));

        private Matrix Audio => task.Data.Audio;

        public IEnumerable<Func<Outcome>> Warm()
        {
            yield return () => task.Judge("random", () => Scorers.Random(task), cold: false);
            yield return () => task.Judge("popularity", () => new Popularity().Fit(task.Train), cold: false);
            yield return () => task.Judge("genre popularity", () => Scorers.GenrePopularity(task), cold: false);
            yield return () => task.Judge("audio: near to shown tracks", () => Scorers.NearAudio(Audio), cold: false);
            yield return () => task.JudgeLists("title alone: nearest titles", () => StagedModels.TitleNeighbors(task.TrainLists), cold: false);
            yield return () => task.Judge("WMF", () => _wmf.Value, cold: false);
            yield return () => task.JudgeKnown("WMF with audio as prior", Prior, cold: false);
            yield return () => task.Judge("item-kNN", () => new ItemKnn().Fit(task.Train), cold: false);
            if (!quick)
                yield return () => task.JudgeLists("two-stage", () => StagedModels.Warm(task.TrainLists, task.Data, Shown), cold: false);
            yield return () => task.JudgeKnown(Bound, () => new Wmf(_factors).Fit(task.Data.Playlists), cold: false);
        }

        public IEnumerable<Func<Outcome>> Cold()
        {
            yield return () => task.Judge("random", () => Scorers.Random(task), cold: true);
            yield return () => task.Judge("audio: near to the genre's mean", () => Scorers.GenreAudio(task, Audio), cold: true);
            yield return () => task.Judge("audio: near to shown tracks", () => Scorers.NearAudio(Audio), cold: true);
            yield return () => task.JudgeKnown("ridge: audio to WMF factors",
                () => Placed(new RidgeRegression().Fit(Taught(Audio), Factors())), cold: true);
            yield return () => task.JudgeKnown("network: audio to WMF factors",
                () => Placed(Network().Fit(Taught(Audio), Factors())), cold: true);
            yield return () => task.JudgeKnown("network: audio to plays (WPE)", () => Placed(Network()
                .FitToPlays(Taught(Audio), _wmf.Value.UserFactors, task.Train.SelectItems(Heard()), _factors)), cold: true);
            yield return () => task.JudgeKnown("WMF with audio as prior", Prior, cold: true);
            yield return () => task.Judge("same artist", () => Scorers.SameArtist(task.Data.Artists), cold: true);
            yield return () => task.Judge("same artist and near audio",
                () => Scorers.Sum((Scorers.NearAudio(Audio), 1), (Scorers.SameArtist(task.Data.Artists), 1)), cold: true);
            if (!quick)
                yield return () => task.JudgeLists("two-stage", () => StagedModels.Cold(task.TrainLists, task.Data, Shown), cold: true);
            yield return () => task.JudgeKnown(Bound, () => new Wmf(_factors).Fit(task.Data.Playlists), cold: true);
        }

        private NetworkRegression Network() => new(new() { Hidden = [quick ? 16 : 128], Epochs = quick ? 1 : 10, BatchSize = 64, Dropout = 0.2 });

        // The shown tracks give a playlist its factors, the audio gives every track its own.
        private FactorModel Placed(FactorMap map) =>
            new(_wmf.Value.FoldIn(task.FoldIn), map.Predict(Audio), task.FoldIn.UserIds, task.FoldIn.ItemIds);

        // Knows the tested playlists by the tracks that are shown.
        private ColdStartModel Prior() => new ContentWmf(new() { Factorization = _factors, ItemPrecision = 20, MapRegularization = 3 })
            .Fit(new Split(task.Train, task.FoldIn) { Validation = task.FoldIn }.TrainAndValidation(), Audio);

        private int[] Heard() => [.. Enumerable.Range(0, task.Train.Items).Where(task.WarmItems.Contains)];

        private Matrix Taught(Matrix of) => Features.Select(of, Heard());

        private Matrix Factors() => Taught(_wmf.Value.ItemFactors);
    }
}
