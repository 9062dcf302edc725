using System.Text.Unicode;

namespace MusicRec.Data;

/// <summary>Reads which preview belongs to which track: a text with track and number a line, separated by a tab or a comma.</summary>
public static class PreviewNumbers
{
    /// <summary>Reads the pairs, in the order of the file; a number may serve several tracks, a track has one.</summary>
    /// <param name="path">The file, plain or compressed.</param>
    /// <param name="options">Limits, and what to do with malformed lines; null for the defaults.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="MusicRecException">A malformed line (file, line and text are named) or damaged compression.</exception>
    public static IReadOnlyList<(string Track, string Number)> Read(string path, MillionSongOptions? options = null, ReadReport? report = null,
        CancellationToken cancel = default)
    {
        options ??= new();
        var faults = new LineFaults(options, report);
        var (pairs, seen) = (new List<(string, string)>(), new HashSet<string>(StringComparer.Ordinal));
        using var source = TextSource.Open(path, options, null, cancel);
        new LineReader(source, options).ForEach(faults, hasHeader: false, line =>
        {
            if (options.Encoding == TextEncoding.Utf8 && !Utf8.IsValid(line)) return LineFaults.NotUtf8;
            string[] fields = faults.Decode(line).Split(['\t', ','], StringSplitOptions.TrimEntries);
            if (fields.Length != 2 || fields[0].Length == 0 || fields[1].Length == 0) return "there is no pair of track and number";
            if (!seen.Add(fields[0])) return "the track came before";
            pairs.Add((fields[0], fields[1]));
            faults.Report.Entries++;
            return null;
        });
        return pairs;
    }
}
