using System.Globalization;
using MusicRec.Data;

namespace MusicRec.Samples.LastFm;

/// <summary>Where the training and test plays come from.</summary>
internal static class SplitSource
{
    private const ulong Seed = 20260101;

    /// <summary>Reads Last.fm-2K, cut or whole, or any file of plays. What is not cut yet is cut per listener, by seed.</summary>
    public static Split Read(string? data, string? plays)
    {
        if (data is null == plays is null) throw new ArgumentException("Give either --data PATH or --plays FILE; --help says more.");
        if (plays is not null) return Cut(PlaysFile.Read(plays), keyByIds: false);
        if (File.Exists(Path.Combine(data!, "train.tsv"))) return ReadCut(data!);
        return Cut(LastFm2K.Read(data!).Plays, keyByIds: true); // the archive as its authors give it, or its folder
    }

    private static Split Cut(Interactions plays, bool keyByIds) =>
        new PerUserSplit { TestShare = 0.2, Seed = Seed, KeyByNumericIds = keyByIds }.Apply(plays);

    // train.tsv, test.tsv: user index, item index, plays. users.txt, items.txt: the id of index k in line k, from 0.
    private static Split ReadCut(string folder)
    {
        var users = new IdMap(File.ReadLines(Path.Combine(folder, "users.txt")));
        var items = new IdMap(File.ReadLines(Path.Combine(folder, "items.txt")));
        return new Split(Part("train.tsv"), Part("test.tsv"));

        Interactions Part(string name)
        {
            int[][] rows = [.. File.ReadLines(Path.Combine(folder, name)).Select((line, at) => Numbers(line, name, at + 1))];
            return Interactions.FromTriples([.. rows.Select(row => row[0])],
                [.. rows.Select(row => row[1])], [.. rows.Select(row => (float)row[2])], users, items);
        }
    }

    private static int[] Numbers(string line, string name, int at)
    {
        string[] fields = line.Split('\t');
        var numbers = new int[3];
        for (int f = 0; f < 3; f++)
        {
            if (fields.Length != 3 || !int.TryParse(fields[f], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[f]))
                throw new MusicRecException($"{name}, line {at}: '{line}' is not three whole numbers separated by tabs.");
        }
        return numbers;
    }
}
