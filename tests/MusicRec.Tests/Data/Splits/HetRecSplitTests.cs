using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MusicRec.Data;

namespace MusicRec.Tests.Data.Splits;

/// <summary>The published 80/20 split of Last.fm-2K comes out of the raw archive, byte for byte.</summary>
public class HetRecSplitTests
{
    private const string Archive = "data/hetrec2011-lastfm-2k/hetrec2011-lastfm-2k.zip", Manifest = "data/hetrec-lastfm2k-split/manifest.json";

    [SharedFact(Archive, Manifest)]
    public void The_raw_archive_gives_the_published_split()
    {
        string archive = SharedFolder.File(Archive.Split('/'))!, manifest = SharedFolder.File(Manifest.Split('/'))!;
        using var document = JsonDocument.Parse(File.ReadAllText(manifest));
        var split = new PerUserSplit { Seed = 20260101, KeyByNumericIds = true }.Apply(Read(archive));
        foreach (var (name, part) in new[] { ("train.tsv", split.Train), ("test.tsv", split.Test) })
        {
            string expected = document.RootElement.GetProperty("files").GetProperty(name).GetProperty("sha256").GetString()!;
            Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(Table(part))));
        }
    }

    private static Interactions Read(string archive)
    {
        using var zip = ZipFile.OpenRead(archive);
        using var reader = new StreamReader(zip.Entries.Single(entry => entry.Name == "user_artists.dat").Open());
        reader.ReadLine();
        var rows = new List<int[]>();
        while (reader.ReadLine() is { Length: > 0 } line) rows.Add([.. line.Split('\t').Select(int.Parse)]);
        int[] users = [.. rows.Select(row => row[0]).Distinct().Order()], items = [.. rows.Select(row => row[1]).Distinct().Order()];
        return Interactions.FromTriples([.. rows.Select(row => Array.BinarySearch(users, row[0]))],
            [.. rows.Select(row => Array.BinarySearch(items, row[1]))],
            [.. rows.Select(row => (float)row[2])], new IdMap(users.Select(id => $"{id}")), new IdMap(items.Select(id => $"{id}")));
    }

    private static byte[] Table(Interactions part)
    {
        var text = new StringBuilder();
        foreach (var (user, item, weight, _) in part.Entries()) text.Append($"{user}\t{item}\t{(int)weight}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
