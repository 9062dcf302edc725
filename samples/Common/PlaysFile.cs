using System.Globalization;
using System.IO.Compression;
using System.Text;
using MusicRec.Data;

namespace MusicRec.Samples;

/// <summary>Reads any file of plays: listener, item and, where there is a third column, plays, separated by tab, comma, semicolon or blank, with or
/// without a header, plain or gzip.</summary>
internal static class PlaysFile
{
    /// <summary>Reads a file.</summary>
    public static Interactions Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream that can seek; closes it.</summary>
    public static Interactions Read(Stream stream, string name)
    {
        string[] lines = FirstLines(stream);
        if (lines.Length == 0) throw new MusicRecException($"{name} is empty; it must hold lines of listener, item and plays.");
        char separator = "\t,; ".FirstOrDefault(lines[0].Contains);
        string[] first = lines[0].Split(separator), last = lines[^1].Split(separator);
        if (separator == '\0' || first.Length < 2)
            throw new MusicRecException(
                $"{name} begins with '{lines[0]}'; its lines must be listener, item and plays, separated by tab, comma, semicolon or blank.");
        bool hasPlays = last.Length > 2 && IsNumber(last[2]);
        return TripletReader.Read(stream, name, new TripletOptions
        {
            Separator = separator,
            WeightColumn = hasPlays ? 2 : null,
            HasHeader = hasPlays && !IsNumber(first[2]),
        });
    }

    private static string[] FirstLines(Stream stream)
    {
        bool isGzip = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        Stream plain = isGzip ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : stream;
        using var reader = new StreamReader(plain, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: -1, leaveOpen: true);
        string[] lines = [.. Enumerable.Range(0, 2).Select(_ => reader.ReadLine()).OfType<string>()];
        stream.Position = 0;
        return lines;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
