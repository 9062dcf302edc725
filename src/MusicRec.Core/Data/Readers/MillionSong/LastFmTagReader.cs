using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MusicRec.Data;

/// <summary>Reads the tags of the Million Song Dataset's Last.fm data: a JSON file a track, {"track_id": "TR..", "tags": [["rock", "100"], ..], ..},
/// in a folder with sub-folders or a zip archive. A text of track, tag and weight is what <see cref="TripletReader"/> reads.</summary>
public static class LastFmTagReader
{
    /// <summary>Reads all files *.json and *.json.gz.</summary>
    /// <param name="path">The folder, the archive, or one file.</param>
    /// <param name="options">Limits, and what to do with malformed files (no JSON, no track, a tag without name or weight, a track that came
    /// before); null for the defaults.</param>
    /// <param name="report">Receives the counts, a file being a line; needed to skip malformed files.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>Tracks by tags, with the weights 0 to 100 that Last.fm gives; a tag that comes twice keeps the larger. Tracks without tags are
    /// kept.</returns>
    /// <exception cref="MusicRecException">A malformed file (it is named), damaged compression, or no JSON file at all.</exception>
    public static Interactions Read(string path, MillionSongOptions? options = null, ReadReport? report = null, CancellationToken cancel = default)
    {
        options ??= new();
        if (options.Encoding == TextEncoding.Latin1) throw new ArgumentException("JSON is UTF-8; Latin1 cannot be asked for.", nameof(options));
        var faults = new LineFaults(options, report);
        using var folder = new DataFolder(path);
        string[] names = [.. folder.Names.Where(name => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase))];
        if (names.Length == 0) throw new MusicRecException($"{path} holds no file *.json or *.json.gz.");
        var (tracks, tags) = (new IdTable(TextEncoding.Utf8), new IdTable(TextEncoding.Utf8));
        var (users, items, weights) = (new List<int>(), new List<int>(), new List<float>());
        foreach (string name in names)
        {
            using var source = folder.Open(name, options, null, cancel);
            byte[] text = Whole(source, options);
            faults.Report.Lines++;
            faults.Report.Bytes += text.Length;
            var found = new List<(string Tag, float Weight)>();
            string? fault = Parse(text, found, out string track);
            int count = tracks.Count;
            if (fault is null && tracks.Index(Encoding.UTF8.GetBytes(track)) != count) fault = "the track came before";
            if (fault is not null)
            {
                faults.Reject(source.Name, 1, text, fault);
                continue;
            }
            foreach (var (tag, weight) in found)
            {
                users.Add(count);
                items.Add(tags.Index(Encoding.UTF8.GetBytes(tag)));
                weights.Add(weight);
            }
            faults.Report.Entries++;
        }
        return Interactions.FromTriples([.. users], [.. items], [.. weights], tracks.ToIdMap(), tags.ToIdMap(), duplicates: DuplicatePolicy.Max);
    }

    private static byte[] Whole(TextSource source, MillionSongOptions options)
    {
        var bytes = new byte[1 << 12];
        for (int filled = 0; ;)
        {
            int n = source.Read(bytes.AsSpan(filled));
            filled += n;
            if (n == 0) return bytes[..filled];
            if (filled > options.MaxLineBytes)
                throw new MusicRecException($"{source.Name} is longer than {options.MaxLineBytes} bytes. Raise MaxLineBytes if it is right.");
            if (filled == bytes.Length) Array.Resize(ref bytes, 2 * filled);
        }
    }

    // Null, or why the text is no track with its tags.
    private static string? Parse(byte[] text, List<(string, float)> tags, out string track)
    {
        track = "";
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("track_id", out var id)
                || id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: > 0 } name)
                return "there is no \"track_id\"";
            track = name;
            if (!json.RootElement.TryGetProperty("tags", out var list)) return null;
            if (list.ValueKind != JsonValueKind.Array) return "\"tags\" is no list";
            foreach (var pair in list.EnumerateArray())
            {
                if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.String
                    || pair[0].GetString() is not { Length: > 0 } tag || Weight(pair[1]) is not { } weight)
                    return "a tag is no pair of name and weight";
                tags.Add((tag, weight));
            }
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second: a string that is no valid UTF-16
        {
            return $"it is no JSON: {e.Message}";
        }
    }

    // A number, or the text of one, as the files have it.
    private static float? Weight(JsonElement value)
    {
        double weight = double.NaN;
        bool read = value.ValueKind == JsonValueKind.Number ? value.TryGetDouble(out weight)
            : value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out weight);
        return read && weight >= 0 && weight <= float.MaxValue ? (float)weight : null;
    }
}
