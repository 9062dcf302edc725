using System.Globalization;
using CsvHelper;
using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>A clip with what is known of it.</summary>
/// <param name="Id">Track number.</param>
/// <param name="Genre">Index into <see cref="Emotify.Genres"/>.</param>
/// <param name="Emotions">Share of the listeners who felt each of <see cref="Emotify.Emotions"/>.</param>
/// <param name="Picture">Log-mel frames, [frames, <see cref="Emotify.Bands"/>].</param>
/// <param name="Moments">Moments of the frames of several front-ends, those of the MFCC first.</param>
internal sealed record TaggedClip(int Id, int Genre, float[] Emotions, float[] Picture, float[][] Moments);

/// <summary>Emotify (Aljanaki, Wiering, Veltkamp 2016): a folder with annotations.csv, one row a listener and track, and
/// clips/GENRE/ID.ogg.</summary>
internal static class Emotify
{
    /// <summary>Bands of the pictures.</summary>
    public const int Bands = 64;

    private const int Rate = 22050;

    private static readonly MelSpectrogram Mel = new(
        Rate, new StftOptions { FftLength = 2048, HopLength = 1024 }, new MelOptions { Bands = Bands }, LogCompression.Decibel());

    private static readonly SpectralDescriptors Descriptors = new(Rate, null,
        new SpectralContrast(), new SpectralCentroid(), new SpectralBandwidth(), new SpectralRolloff(), new SpectralFlatness());

    private static readonly MomentFeatures[] Groups =
    [
        new(new Mfcc(Rate, options: new MfccOptions { Coefficients = 25 }), "25", covariances: 20),
        new(new MelSpectrogram(Rate, log: LogCompression.Decibel()), "128"),
        new(new Chroma(Rate), "12", covariances: 12),
        new(Descriptors, "5", covariances: Descriptors.Bins),
        new(new OnsetStrength(Rate), ""), new(new RootMeanSquare(Rate), ""), new(new ZeroCrossingRate(Rate), ""),
    ];

    /// <summary>The genres, in the order of their names.</summary>
    public static IReadOnlyList<string> Genres { get; } = ["classical", "electronic", "pop", "rock"];

    /// <summary>The emotions, in the order of the file.</summary>
    public static IReadOnlyList<string> Emotions { get; } =
        ["amazement", "solemnity", "tenderness", "nostalgia", "calmness", "power", "joyful_activation", "tension", "sadness"];

    /// <summary>Reads and analyses every annotated clip that is there.</summary>
    public static List<TaggedClip> Load(string folder, Action<string> warn)
    {
        var votes = Votes(Path.Combine(folder, "annotations.csv"));
        string[] files = SoundFiles.Under(Path.Combine(folder, "clips"));
        var (clips, failures) = Screen.WithBar("extracting", files.Length, advance => SoundFiles.Each(files, file => Clip(file, votes), advance));
        foreach (var (file, reason) in failures) warn($"{file}: {reason}");
        return [.. clips.OfType<TaggedClip>().OrderBy(clip => clip.Id)];
    }

    private static Dictionary<int, float[]> Votes(string path)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        var rows = new List<(int Track, float[] Felt)>();
        csv.Read();
        while (csv.Read()) rows.Add((csv.GetField<int>(0), [.. Emotions.Select((_, e) => csv.GetField<float>(2 + e))]));
        return rows.GroupBy(row => row.Track)
            .ToDictionary(track => track.Key, track => Emotions.Select((_, e) => track.Average(row => row.Felt[e])).ToArray());
    }

    private static TaggedClip Clip(string file, Dictionary<int, float[]> votes)
    {
        if (!int.TryParse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture, out int id)
            || !votes.TryGetValue(id, out float[]? felt))
            throw new MusicRecException("no listener has judged it");
        int genre = Genres.ToList().IndexOf(Path.GetFileName(Path.GetDirectoryName(file))!);
        if (genre < 0) throw new MusicRecException($"its folder is none of {string.Join(", ", Genres)}");
        var clip = AudioFile.Load(file, new AudioLoadOptions { SampleRate = Rate });
        return new(id, genre, felt, Mel.Transform(clip, threads: 1), [.. Groups.Select(group => group.Compute(clip[0]))]);
    }
}
