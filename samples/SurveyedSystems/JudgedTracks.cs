using System.Globalization;
using CsvHelper;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Numerics;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>The tracks of Emotify (Aljanaki, Wiering, Veltkamp 2016), what share of their listeners like them and feel each of nine emotions, and
/// their sound. Folds hold whole tracks, each genre in the same share.</summary>
internal sealed class JudgedTracks
{
    public const int Folds = 5, Questions = 10; // liked, and nine emotions
    private const int FirstEmotion = 2, Liked = 12; // columns of annotations.csv

    private readonly string[] _genres;

    private JudgedTracks(IdMap ids, string[] genres, double[][] shares, double[][] oneHalf, double[][] otherHalf, AudioItems sound)
    {
        (Ids, _genres, Shares, OneHalf, OtherHalf, Sound) = (ids, genres, shares, oneHalf, otherHalf, sound);
        int[] order = [.. Enumerable.Range(0, ids.Count)];
        new Random(1).Shuffle(order);
        Fold = new int[ids.Count];
        foreach (var genre in order.GroupBy(item => genres[item]))
            foreach (var (at, item) in genre.Index()) Fold[item] = at % Folds;
    }

    public IdMap Ids { get; }

    /// <summary>Fold of each track.</summary>
    public int[] Fold { get; }

    /// <summary>Of each track: the share of listeners who like it, then those who feel each emotion.</summary>
    public double[][] Shares { get; }

    /// <summary>The same by every second listener.</summary>
    public double[][] OneHalf { get; }

    /// <summary>The same by the others.</summary>
    public double[][] OtherHalf { get; }

    public AudioItems Sound { get; }

    /// <summary>Reads the annotations; of each genre the first tracks alone where it must be quick.</summary>
    public static JudgedTracks Read(string folder, bool quick)
    {
        using var csv = new CsvReader(new StreamReader(Path.Combine(folder, "annotations.csv")), CultureInfo.InvariantCulture);
        var rows = new List<(string Track, string Genre, double[] Said)>();
        csv.Read();
        while (csv.Read())
        {
            var felt = Enumerable.Range(FirstEmotion, Questions - 1).Select(column => csv.GetField<double>(column));
            rows.Add((csv[0]!, csv[1]!, [csv.GetField<double>(Liked), .. felt]));
        }
        var tracks = rows.GroupBy(row => row.Track).ToArray();
        if (quick) tracks = [.. tracks.GroupBy(track => track.First().Genre).SelectMany(genre => genre.Take(15))];
        var ids = new IdMap(tracks.Select(track => track.Key));
        double[][] Mean(Func<int, bool> listener) => [.. tracks.Select(track => Enumerable.Range(0, Questions)
            .Select(q => track.Where((_, i) => listener(i)).Select(row => row.Said[q]).DefaultIfEmpty(0).Average()).ToArray())];
        var sound = AudioItems.FromFiles(ids, Audio.SoundFile.InFolder(Path.Combine(folder, "clips")));
        return new(ids, [.. tracks.Select(track => track.First().Genre)], Mean(_ => true), Mean(i => i % 2 == 0), Mean(i => i % 2 == 1), sound);
    }

    /// <summary>Tracks that are not in a fold.</summary>
    public int[] Outside(int fold) => [.. Enumerable.Range(0, Ids.Count).Where(item => Fold[item] != fold)];

    /// <summary>The mean of the tracks outside a fold, for every track.</summary>
    public double[][] Mean(int fold) => [.. Enumerable.Repeat(Average(Outside(fold)), Ids.Count)];

    /// <summary>The mean of the tracks of the same genre outside a fold.</summary>
    public double[][] GenreMean(int fold)
    {
        var means = Outside(fold).GroupBy(item => _genres[item]).ToDictionary(genre => genre.Key, genre => Average([.. genre]));
        return [.. _genres.Select(genre => means[genre])];
    }

    /// <summary>Shares at mean 0 and deviation 1 over the tracks outside a fold; zeros for those in it.</summary>
    public Matrix Scaled(int fold)
    {
        var (mean, deviation) = Scale(fold);
        var rows = new float[Ids.Count * Questions];
        foreach (int item in Outside(fold))
            for (int q = 0; q < Questions; q++) rows[item * Questions + q] = (float)((Shares[item][q] - mean[q]) / deviation[q]);
        return Matrix.From(rows, Ids.Count, Questions);
    }

    /// <summary>Predictions of scaled shares as shares.</summary>
    public double[][] Unscaled(Matrix scaled, int fold)
    {
        var (mean, deviation) = Scale(fold);
        return [.. Enumerable.Range(0, Ids.Count).Select(item => Enumerable.Range(0, Questions)
            .Select(q => mean[q] + deviation[q] * scaled[item][q]).ToArray())];
    }

    private double[] Average(int[] items) => [.. Enumerable.Range(0, Questions).Select(q => items.Average(item => Shares[item][q]))];

    private (double[] Mean, double[] Deviation) Scale(int fold)
    {
        int[] known = Outside(fold);
        double[] mean = Average(known);
        return (mean, [.. mean.Select((m, q) => Math.Max(1e-9, Math.Sqrt(known.Average(item => Math.Pow(Shares[item][q] - m, 2)))))]);
    }
}
