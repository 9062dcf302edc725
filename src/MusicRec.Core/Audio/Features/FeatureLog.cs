using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MusicRec.Audio;

/// <summary>The layout of a feature file: a head that names the configuration, then <see cref="FeatureRecord"/>s, only ever appended. What a
/// killed writer left unfinished at the end is not part of the file; what is damaged in the middle is passed over to the next whole record.
/// Head, padded to 64 bytes: magic (8), columns (4), bytes of the configuration (4), SHA-256 of all this but itself (32), the
/// configuration.</summary>
internal sealed class FeatureLog
{
    private const int Fixed = 48, MaxConfiguration = 1 << 20;
    private readonly Dictionary<string, (FeatureRecord Record, long Offset)> _byKey = [];
    private readonly Dictionary<string, string> _keyOfId = new(StringComparer.Ordinal);

    private FeatureLog(string configuration, int columns) => (Configuration, Columns) = (configuration, columns);

    private static ReadOnlySpan<byte> Magic => "MRFEATS1"u8;

    public string Configuration { get; }
    public int Columns { get; }

    /// <summary>Where the whole records end.</summary>
    public long End { get; private set; }

    /// <summary>Bytes before <see cref="End"/> that hold no whole record.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Ids in order of their first appearance.</summary>
    public IReadOnlyCollection<string> Ids => _keyOfId.Keys;

    public bool Has(string key) => _byKey.ContainsKey(key);

    public bool Has(string id, string key) => _keyOfId.GetValueOrDefault(id) == key;

    /// <summary>The record that holds the features of an id, and where its floats stand.</summary>
    public bool TryFind(string id, out (FeatureRecord Record, long Offset) found)
    {
        found = default;
        return _keyOfId.TryGetValue(id, out string? key) && _byKey.TryGetValue(key, out found);
    }

    /// <summary>The head of a new file.</summary>
    public static byte[] Head(string configuration, int columns)
    {
        byte[] text = Encoding.UTF8.GetBytes(configuration), head = new byte[FeatureRecord.Pad(Fixed + text.Length)];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), columns);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), text.Length);
        text.CopyTo(head, Fixed);
        Digest(head).CopyTo(head, 16);
        return head;
    }

    /// <summary>Reads the head and the index; the stream is not trusted.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged in its head.</exception>
    public static FeatureLog Read(Stream stream, string path)
    {
        long length = stream.Length;
        var begin = new byte[Fixed];
        if (length < Fixed || !Filled(stream, begin) || !begin.AsSpan().StartsWith(Magic))
            throw new MusicRecException($"'{path}' is not a feature file, or ends within its head.");
        int columns = BinaryPrimitives.ReadInt32LittleEndian(begin.AsSpan(8)), text = BinaryPrimitives.ReadInt32LittleEndian(begin.AsSpan(12));
        if (columns < 1 || text is < 0 or > MaxConfiguration || FeatureRecord.Pad(Fixed + text) > length)
            throw new MusicRecException($"The head of '{path}' claims {columns} columns and {text} bytes of text; the file is damaged.");
        var head = new byte[FeatureRecord.Pad(Fixed + text)];
        stream.Position = 0;
        if (!Filled(stream, head) || !head.AsSpan(16, 32).SequenceEqual(Digest(head)))
            throw new MusicRecException($"The head of '{path}' does not agree with its checksum; the file is damaged.");
        var log = new FeatureLog(Encoding.UTF8.GetString(head, Fixed, text), columns) { End = head.Length };
        while (log.ReadRecord(stream, length) || log.PassDamage(stream, length)) { }
        return log;
    }

    /// <summary>Takes a record into the index.</summary>
    public void Add(FeatureRecord record)
    {
        if (record.Rows >= 0) _byKey[record.Key] = (record, End + record.PayloadOffset);
        _keyOfId[record.Id] = record.Key;
        End += record.Length;
    }

    private bool ReadRecord(Stream stream, long length)
    {
        if (RecordAt(stream, End, length) is not { } record || (record.Rows < 0 && !Has(record.Key))) return false;
        Add(record);
        return true;
    }

    private FeatureRecord? RecordAt(Stream stream, long at, long length)
    {
        var header = new byte[FeatureRecord.HeaderBytes];
        stream.Position = at;
        if (length - at < header.Length || !Filled(stream, header)) return null;
        return FeatureRecord.Read(header, count =>
        {
            var id = new byte[count];
            return count <= length - stream.Position && Filled(stream, id) ? id : null;
        }, Columns, length - at);
    }

    /// <summary>Goes on to the next whole record where one stands behind the end: then something was changed, not left unfinished.</summary>
    private bool PassDamage(Stream stream, long length)
    {
        var block = new byte[FeatureRecord.Align * 1024];
        for (long first = End + FeatureRecord.Align; first < length; first += block.Length)
        {
            stream.Position = first;
            int got = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            for (int at = 0; at < got; at += FeatureRecord.Align)
            {
                if (!FeatureRecord.Begins(block.AsSpan(at, got - at)) || RecordAt(stream, first + at, length) is not { } record) continue;
                if (record.Rows < 0 && !Has(record.Key)) continue; // its features were damaged
                (DamagedBytes, End) = (DamagedBytes + first + at - End, first + at);
                return true;
            }
        }
        return false;
    }

    private static bool Filled(Stream stream, byte[] bytes) => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    private static byte[] Digest(ReadOnlySpan<byte> head)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head[..16]);
        hash.AppendData(head[Fixed..]);
        return hash.GetHashAndReset();
    }
}
