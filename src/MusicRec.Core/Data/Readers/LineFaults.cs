using System.Text;

namespace MusicRec.Data;

/// <summary>Where malformed lines go: to an exception, or to the report.</summary>
internal sealed class LineFaults
{
    public const string NotUtf8 = "the line is not valid UTF-8 (for Latin-1 set Encoding)";
    private const int Shown = 80;
    private readonly ReaderOptions _options;

    public LineFaults(ReaderOptions options, ReadReport? report)
    {
        if (options.Malformed == MalformedLines.Skip && report is null)
            throw new ArgumentException(
                "To skip malformed lines give a ReadReport as well, so that they are counted and none is lost silently.", nameof(report));
        (_options, Report) = (options, report ?? new ReadReport());
    }

    public ReadReport Report { get; }

    /// <summary>Throws, or counts the line as skipped.</summary>
    public void Reject(string file, long line, ReadOnlySpan<byte> text, string reason)
    {
        string shown = Show(text);
        if (_options.Malformed == MalformedLines.Reject) throw new MusicRecException($"{file}, line {line}: {reason}: '{shown}'");
        Report.Skip(new SkippedLine(file, line, shown, reason));
    }

    public string Decode(ReadOnlySpan<byte> text) => Decode(text, _options.Encoding);

    public static string Decode(ReadOnlySpan<byte> text, TextEncoding encoding) =>
        encoding == TextEncoding.Latin1 ? Encoding.Latin1.GetString(text) : Encoding.UTF8.GetString(text);

    /// <summary>The text cut to 80 bytes, control characters shown as dots.</summary>
    public string Show(ReadOnlySpan<byte> text)
    {
        var shown = new StringBuilder(Decode(text[..Math.Min(Shown, text.Length)]));
        for (int i = 0; i < shown.Length; i++)
            if (char.IsControl(shown[i]) && shown[i] != '\t') shown[i] = '.';
        return text.Length > Shown ? shown.Append("...").ToString() : shown.ToString();
    }
}
