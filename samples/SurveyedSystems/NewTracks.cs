using MusicRec.Audio;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>Emotify: what listeners will say of tracks that nobody has judged, from their sound alone: how many like them, and which emotions they
/// feel. Shares over all listeners of a track need no listener's identity, which the data set does not give.</summary>
internal sealed class NewTracks : ISurveyedSystem
{
    private const int Rate = 22050;
    private const string Baseline = "ridge on mean MFCC", Convolved = "convolutions on log-mel";

    public string Name => "new-tracks";

    public string Needs => "emotify/annotations.csv";

    public IEnumerable<SystemTable> Run(string data, bool quick)
    {
        var tracks = JudgedTracks.Read(Path.Combine(data, "emotify"), quick);
        int folds = quick ? 1 : JudgedTracks.Folds;
        int[] judged = [.. Enumerable.Range(0, tracks.Ids.Count).Where(item => tracks.Fold[item] < folds)];
        var (rows, all) = (new List<SystemRow>(), new Dictionary<string, double[][]>());
        foreach (var (name, predict) in Models(tracks, quick))
        {
            var predicted = new double[tracks.Ids.Count][];
            var start = Environment.CpuUsage.TotalTime;
            for (int fold = 0; fold < folds; fold++)
            {
                double[][] said = predict(fold);
                foreach (int item in judged.Where(item => tracks.Fold[item] == fold)) predicted[item] = said[item];
            }
            double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            rows.Add(TrackScores.Row(name, tracks, tracks.Shares, predicted, judged, seconds));
            all.Add(name, predicted);
        }
        rows.Add(TrackScores.Row("bound: half of the listeners for the others", tracks, tracks.OneHalf, tracks.OtherHalf, judged, 0));
        var (gain, interval) = TrackScores.Gain(tracks, all[Convolved], all[Baseline], judged);
        yield return new("New tracks of Emotify, known by their sound", "new-tracks", TrackScores.Names, rows,
            [$"{judged.Length} tracks, each predicted by models that never heard it; {folds} of {JudgedTracks.Folds} folds; intervals draw tracks.",
                "Emotions and likes: rank correlations over tracks, of the shares of listeners who feel each of nine emotions (mean) or like it.",
                FormattableString.Invariant(
                    $"{Convolved} against {Baseline}: {gain:+0.000;-0.000} on emotions ({interval.Low:0.000} .. {interval.High:0.000}).")]);
    }

    // Each gives the shares of all tracks, learnt on the tracks outside a fold.
    private static IEnumerable<(string Name, Func<int, double[][]> Predict)> Models(JudgedTracks tracks, bool quick)
    {
        var plan = new Mfcc(Rate, options: new MfccOptions { Coefficients = 25 });
        var moments = ItemFrames.Compute(tracks.Sound, new MomentFeatures(plan, "25"));
        var mel = new LogMelFrontEnd();
        var pictures = ItemFrames.Compute(tracks.Sound, mel);
        foreach (var missing in pictures.Missing) Console.WriteLine($"{tracks.Ids[missing.Item]}: {missing.Reason}");
        var heard = new Dictionary<int, double[][]>();
        double[][] Moments(int fold) => Ridge(tracks, Rows(moments, moments.Columns, tracks.Outside(fold)), fold);
        double[][] Network(int fold) =>
            heard.TryGetValue(fold, out double[][]? known) ? known : heard[fold] = Convolutions(tracks, mel, pictures, fold, quick);
        yield return ("the same for all: the mean", tracks.Mean);
        yield return ("the genre's mean", tracks.GenreMean);
        yield return (Baseline, fold => Ridge(tracks, Rows(moments, plan.Bins, tracks.Outside(fold)), fold));
        yield return ("ridge on moments of MFCC", Moments);
        yield return (Convolved, Network);
        yield return ("moments and convolutions, averaged", fold => [.. Moments(fold).Zip(Network(fold), (one, other) =>
            one.Zip(other, (a, b) => (a + b) / 2).ToArray())]);
    }

    private static double[][] Convolutions(JudgedTracks tracks, LogMelFrontEnd frontEnd, ItemFrames frames, int fold, bool quick)
    {
        var options = new EncoderOptions
        {
            Network = NetworkPlans.VanDenOord2013(JudgedTracks.Questions, quick ? 0.1 : 0.5),
            Epochs = quick ? 1 : 40,
            WindowsPerItem = 3,
            WeightDecay = 0.01,
            Seed = (ulong)fold + 1,
        };
        var encoder = new Encoder(options).Fit(frames, new FactorTarget(tracks.Scaled(fold)), frontEnd);
        return tracks.Unscaled(encoder.Encode(frames).Vectors, fold);
    }

    private static double[][] Ridge(JudgedTracks tracks, Matrix features, int fold)
    {
        int[] known = tracks.Outside(fold);
        Matrix Part(Matrix of) => Matrix.From([.. known.SelectMany(item => of[item].ToArray())], known.Length, of.Columns);
        var map = new RidgeRegression(new() { Lambda = 30 }).Fit(Part(features), Part(tracks.Scaled(fold)));
        return tracks.Unscaled(map.Predict(features), fold);
    }

    // The first columns of frames, one a track, at mean 0 and deviation 1 over the tracks that are learnt from; zeros where there is no sound.
    private static Matrix Rows(ItemFrames frames, int columns, int[] learnt)
    {
        int[] known = [.. learnt.Where(frames.Has)];
        var rows = new float[frames.Ids.Count * columns];
        for (int c = 0; c < columns; c++)
        {
            double mean = known.Average(item => (double)frames[item][c]);
            double deviation = Math.Sqrt(known.Average(item => Math.Pow(frames[item][c] - mean, 2)));
            foreach (int item in frames.Known) rows[item * columns + c] = (float)((frames[item][c] - mean) / Math.Max(deviation, 1e-9));
        }
        return Matrix.From(rows, frames.Ids.Count, columns);
    }
}
