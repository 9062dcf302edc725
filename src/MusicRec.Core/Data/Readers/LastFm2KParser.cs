using System.Text;
using System.Text.Unicode;

namespace MusicRec.Data;

/// <summary>Reads the files of the HetRec archive one after the other. tags.dat is Latin-1, the others UTF-8. The timestamps' file holds the same
/// rows as user_taggedartists.dat with a finer time, so that only it is read.</summary>
internal sealed class LastFm2KParser(
    DataFolder folder, LastFm2KOptions options, LineFaults faults, IProgress<ReadProgress>? progress, CancellationToken cancel)
{
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal),
        _artists = new(StringComparer.Ordinal), _tags = new(StringComparer.Ordinal);
    private readonly List<LastFmArtist> _artistRows = [];
    private readonly List<string> _tagTexts = [];
    private readonly List<LastFmTagging> _taggings = [];
    private readonly List<(int User, int Friend)> _friends = [];

    public LastFm2K Read()
    {
        var plays = Plays();
        for (int u = 0; u < plays.Users; u++) _users.Add(plays.UserIds[u], u);
        for (int a = 0; a < plays.Items; a++) _artists.Add(plays.ItemIds[a], a);
        Rows("artists.dat", TextEncoding.Utf8, 2, Artist);
        Rows("tags.dat", TextEncoding.Latin1, 2, Tag);
        Rows("user_taggedartists-timestamps.dat", TextEncoding.Utf8, 4, Tagging);
        Rows("user_friends.dat", TextEncoding.Utf8, 2, Friend);
        while (_artistRows.Count < _artists.Count) _artistRows.Add(new LastFmArtist("", "", ""));
        while (_tagTexts.Count < _tags.Count) _tagTexts.Add("");
        return new LastFm2K(plays, Ids(_users), Ids(_artists), [.. _artistRows], Ids(_tags), [.. _tagTexts], [.. _taggings], [.. _friends]);
    }

    private Interactions Plays()
    {
        var form = TripletOptions.HetRec with
        {
            Malformed = options.Malformed,
            MaxLineBytes = options.MaxLineBytes,
            MaxDecompressedBytes = options.MaxDecompressedBytes,
        };
        using var source = folder.Open(folder.Find("user_artists.dat"), form, progress, cancel);
        return new TripletParser(form, faults).Read(source);
    }

    private void Rows(string fileName, TextEncoding encoding, int columns, Func<string[], string?> add)
    {
        using var source = folder.Open(folder.Find(fileName), options, progress, cancel);
        new LineReader(source, options).ForEach(faults, hasHeader: true, line =>
        {
            if (encoding == TextEncoding.Utf8 && !Utf8.IsValid(line)) return LineFaults.NotUtf8;
            string[] fields = (encoding == TextEncoding.Utf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(line).Split('\t');
            if (fields.Length < columns) return $"there are {fields.Length} fields, and {columns} are needed";
            for (int c = 0; c < columns; c++)
                if (fields[c].Length == 0) return $"field {c + 1} is empty";
            string? fault = add(fields);
            if (fault is null) faults.Report.Entries++;
            return fault;
        });
    }

    private string? Artist(string[] fields)
    {
        int artist = Index(_artists, fields[0]);
        while (_artistRows.Count <= artist) _artistRows.Add(new LastFmArtist("", "", ""));
        if (_artistRows[artist].Name.Length > 0) return "the id of the artist came before";
        _artistRows[artist] = new LastFmArtist(fields[1], fields.ElementAtOrDefault(2) ?? "", fields.ElementAtOrDefault(3) ?? "");
        return null;
    }

    private string? Tag(string[] fields)
    {
        if (_tags.ContainsKey(fields[0])) return "the id of the tag came before";
        Index(_tags, fields[0]);
        _tagTexts.Add(fields[1]);
        return null;
    }

    private string? Tagging(string[] fields)
    {
        if (!TimeText.TryParse(Encoding.UTF8.GetBytes(fields[3]), TimeFormat.UnixMilliseconds, out long time))
            return "field 4 is not a time in milliseconds";
        _taggings.Add(new LastFmTagging(Index(_users, fields[0]), Index(_artists, fields[1]), Index(_tags, fields[2]), time));
        return null;
    }

    private string? Friend(string[] fields)
    {
        _friends.Add((Index(_users, fields[0]), Index(_users, fields[1])));
        return null;
    }

    private static int Index(Dictionary<string, int> indices, string id)
    {
        indices.TryAdd(id, indices.Count);
        return indices[id];
    }

    private static IdMap Ids(Dictionary<string, int> indices)
    {
        var ids = new string[indices.Count];
        foreach (var (id, index) in indices) ids[index] = id;
        return IdMap.Distinct(ids);
    }
}
