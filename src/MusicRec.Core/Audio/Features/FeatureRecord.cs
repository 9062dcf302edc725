using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MusicRec.Audio;

/// <summary>One record of a feature file, little-endian, padded to 64 bytes: a header of 128 bytes, the id in UTF-8, and rows x columns floats.
/// Header: magic (8), key (32), rows (4, or -1 for another id of features that stand earlier), columns (4), bytes of the id (4), zero (4),
/// SHA-256 of the floats (32), and the first 8 bytes of the SHA-256 of all before and the id.</summary>
/// <param name="Key">SHA-256 of the sound file's content and the decoder's name.</param>
/// <param name="Id">The id.</param>
/// <param name="Rows">Rows, or -1.</param>
/// <param name="Columns">Values per row.</param>
/// <param name="Digest">SHA-256 of the floats.</param>
internal sealed record FeatureRecord(string Key, string Id, int Rows, int Columns, byte[] Digest)
{
    public const int Align = 64, HeaderBytes = 128, MaxIdBytes = 4096;
    private const int Checked = 88;
    private static readonly UTF8Encoding Text = new(false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "MRFRAME1"u8;

    /// <summary>Bytes of the floats.</summary>
    public long PayloadBytes => Rows > 0 ? (long)Rows * Columns * sizeof(float) : 0;

    /// <summary>Bytes before the floats.</summary>
    public long PayloadOffset => Pad(HeaderBytes + Text.GetByteCount(Id));

    /// <summary>Bytes of the whole record.</summary>
    public long Length => PayloadOffset + Pad(PayloadBytes);

    public static long Pad(long bytes) => (bytes + Align - 1) / Align * Align;

    /// <summary>Appends the record to a stream in one write.</summary>
    public void Write(Stream stream, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[PayloadOffset];
        Magic.CopyTo(bytes);
        Convert.FromHexString(Key).CopyTo(bytes, 8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Rows);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), Columns);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(48), Text.GetByteCount(Id));
        Digest.CopyTo(bytes, 56);
        Text.GetBytes(Id, bytes.AsSpan(HeaderBytes));
        Sum(bytes, bytes.AsSpan(HeaderBytes, Text.GetByteCount(Id))).CopyTo(bytes, Checked);
        stream.Write(bytes);
        stream.Write(payload);
        stream.Write(new byte[Length - PayloadOffset - payload.Length]);
    }

    /// <summary>Whether a record may stand at the start of some bytes.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Reads the record that stands at the start of some bytes that are not trusted.</summary>
    /// <returns>Null where no whole record stands there.</returns>
    public static FeatureRecord? Read(ReadOnlySpan<byte> header, Func<int, byte[]?> idBytes, int columns, long available)
    {
        if (!Begins(header) || header[(Checked + 8)..HeaderBytes].ContainsAnyExcept((byte)0)) return null;
        int rows = BinaryPrimitives.ReadInt32LittleEndian(header[40..]), width = BinaryPrimitives.ReadInt32LittleEndian(header[44..]);
        int idLength = BinaryPrimitives.ReadInt32LittleEndian(header[48..]);
        if (rows < -1 || width != columns || idLength is < 0 or > MaxIdBytes || (long)rows * width > Array.MaxLength) return null;
        if (idBytes(idLength) is not { } id || !header[Checked..(Checked + 8)].SequenceEqual(Sum(header, id))) return null;
        var record = new FeatureRecord(Convert.ToHexStringLower(header[8..40]), Decode(id), rows, width, header[56..88].ToArray());
        return record.Length <= available ? record : null;
    }

    private static string Decode(byte[] id)
    {
        try { return Text.GetString(id); }
        catch (DecoderFallbackException e) { throw new MusicRecException("An id of the feature file is not UTF-8; the file is damaged.", e); }
    }

    private static byte[] Sum(ReadOnlySpan<byte> header, ReadOnlySpan<byte> id)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header[..Checked]);
        hash.AppendData(id);
        return hash.GetHashAndReset()[..8];
    }
}
