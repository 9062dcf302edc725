namespace MusicRec.Data;

/// <summary>How the bytes of a text file are characters.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8; a byte order mark is skipped, a line that is not valid UTF-8 is malformed.</summary>
    Utf8 = 0,

    /// <summary>ISO 8859-1: each byte is one character, so every byte is valid.</summary>
    Latin1 = 1,
}

/// <summary>What a reader does with a line that it cannot use.</summary>
public enum MalformedLines
{
    /// <summary>The first one ends the reading with a <see cref="MusicRecException"/> that names file, line and text.</summary>
    Reject = 0,

    /// <summary>They are left out, and counted with examples in the <see cref="ReadReport"/>, which must then be given.</summary>
    Skip = 1,
}

/// <summary>What all readers share.</summary>
public abstract record ReaderOptions
{
    /// <summary>How bytes are characters.</summary>
    public TextEncoding Encoding { get; init => field = Require.Defined(value); }

    /// <summary>What to do with malformed lines.</summary>
    public MalformedLines Malformed { get; init => field = Require.Defined(value); }

    /// <summary>Longest line in bytes (2 to 2^30); a longer one is malformed. It bounds the reader's own memory.</summary>
    public int MaxLineBytes { get; init => field = Require.Between(value, 2, 1 << 30); } = 1 << 24;

    /// <summary>Most bytes that a file may hold after decompression; one byte more is an error. The guard against zip bombs.</summary>
    public long MaxDecompressedBytes { get; init => field = Require.Positive(value); } = 64L << 30;
}
