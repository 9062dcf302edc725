namespace MusicRec.Data;

/// <summary>A line that a reader left out.</summary>
/// <param name="File">The file, or archive and entry.</param>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">Its text, cut to 80 bytes.</param>
/// <param name="Reason">Why it could not be used.</param>
public readonly record struct SkippedLine(string File, long Line, string Text, string Reason);

/// <summary>What a reader met. Create one and hand it to the reader, which adds to it; several files may share one.</summary>
public sealed class ReadReport
{
    /// <summary>How many skipped lines are kept as examples.</summary>
    public const int MaxExamples = 10;

    private readonly List<SkippedLine> _examples = [];

    /// <summary>Lines read, headers and blank lines included; for JSON, records.</summary>
    public long Lines { get; internal set; }

    /// <summary>Header lines.</summary>
    public long Headers { get; internal set; }

    /// <summary>Lines without any character but blanks.</summary>
    public long Blank { get; internal set; }

    /// <summary>Entries taken, before duplicates are merged.</summary>
    public long Entries { get; internal set; }

    /// <summary>Malformed lines left out.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Bytes read, after decompression.</summary>
    public long Bytes { get; internal set; }

    /// <summary>The first malformed lines.</summary>
    public IReadOnlyList<SkippedLine> Examples => _examples;

    internal void Skip(SkippedLine line)
    {
        Skipped++;
        if (_examples.Count < MaxExamples) _examples.Add(line);
    }

    /// <summary>The counts, and the first malformed line.</summary>
    public override string ToString() =>
        $"{Lines} lines, {Entries} entries, {Skipped} skipped" +
        (_examples.Count == 0 ? "" : $" (first: {_examples[0].File}, line {_examples[0].Line}: {_examples[0].Reason}: '{_examples[0].Text}')");
}

/// <summary>How far a reader is.</summary>
/// <param name="Bytes">Bytes of the file read so far, before decompression.</param>
/// <param name="Length">Length of the file, or -1 where a stream does not tell.</param>
public readonly record struct ReadProgress(long Bytes, long Length);
