using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Reads matrices that numpy.save wrote: format 1 to 3, float32 or float64 of either byte order, one dimension (a column) or two, rows or
/// columns first. Nothing is allocated for what the file does not hold.</summary>
public static partial class NpyReader
{
    private const int MaxHeader = 1 << 16, Block = 1 << 16;

    /// <summary>Reads a file.</summary>
    /// <exception cref="MusicRecException">Not such a file, damaged, cut short, or a value is not finite.</exception>
    public static Matrix ReadMatrix(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return ReadMatrix(file, Path.GetFileName(path));
    }

    /// <summary>Reads a stream from where it stands.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="MusicRecException">Not such a file, damaged, cut short, or a value is not finite.</exception>
    public static Matrix ReadMatrix(Stream stream, string name)
    {
        Require.NotNull(stream);
        try
        {
            string header = Header(stream, name);
            var (size, bigEndian) = Type().Match(header) switch
            {
                { Success: true } m => (m.Groups[2].Value == "4" ? 4 : 8, m.Groups[1].Value == ">"),
                _ => throw new MusicRecException($"{name} holds no numbers of type f4 or f8: {header.Trim()}. Save it with astype('float32')."),
            };
            var shape = Shape().Match(header);
            if (!shape.Success || !int.TryParse(shape.Groups[1].Value, CultureInfo.InvariantCulture, out int rows))
                throw new MusicRecException($"{name} has a shape that is no vector or matrix: {header.Trim()}");
            int columns = 1;
            if (shape.Groups[2].Length > 0 && !int.TryParse(shape.Groups[2].Value, CultureInfo.InvariantCulture, out columns) || columns < 1)
                throw new MusicRecException($"{name} has {shape.Groups[2].Value} columns; a matrix has at least 1 and fewer than 2^31.");
            long count = (long)rows * columns;
            if (stream.CanSeek && stream.Length - stream.Position != count * size)
                throw new MusicRecException($"{name} states {rows} x {columns} numbers, which is not what it holds. It is damaged or cut short.");
            return Values(stream, name, rows, columns, size, bigEndian, Fortran().IsMatch(header));
        }
        catch (EndOfStreamException e)
        {
            throw new MusicRecException($"{name} is cut short.", e);
        }
    }

    private static string Header(Stream stream, string name)
    {
        var start = new byte[8];
        stream.ReadExactly(start);
        if (!start.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
            throw new MusicRecException($"{name} is no .npy file.");
        if (start[6] is < 1 or > 3) throw new MusicRecException($"{name} has the format {start[6]}.{start[7]}; 1 to 3 are known.");
        var length = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(length);
        uint bytes = length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (bytes > MaxHeader) throw new MusicRecException($"{name} states a header of {bytes} bytes; at most {MaxHeader} are read.");
        var header = new byte[bytes];
        stream.ReadExactly(header);
        return Encoding.UTF8.GetString(header);
    }

    private static Matrix Values(Stream stream, string name, int rows, int columns, int size, bool bigEndian, bool columnsFirst)
    {
        var values = stream.CanSeek ? new List<float>((int)Math.Min((long)rows * columns, Array.MaxLength)) : []; // a seekable length was checked
        var block = new byte[Block];
        for (long left = (long)rows * columns; left > 0;)
        {
            int count = (int)Math.Min(left, Block / size);
            var bytes = block.AsSpan(0, count * size);
            stream.ReadExactly(bytes);
            for (int i = 0; i < count; i++)
            {
                var at = bytes.Slice(i * size, size);
                float value = size == 4 ? bigEndian ? BinaryPrimitives.ReadSingleBigEndian(at) : BinaryPrimitives.ReadSingleLittleEndian(at)
                    : (float)(bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(at) : BinaryPrimitives.ReadDoubleLittleEndian(at));
                if (!float.IsFinite(value)) throw new MusicRecException($"{name} holds a value that is not finite, or too large for a float.");
                values.Add(value);
            }
            left -= count;
        }
        var all = CollectionsMarshal.AsSpan(values);
        if (!columnsFirst) return Matrix.From(all, rows, columns);
        var matrix = new Matrix(rows, columns);
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) matrix.Row(r)[c] = all[(int)((long)c * rows + r)];
        return matrix;
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([<>])f([48])'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'shape'\s*:\s*\(\s*(\d+)\s*,\s*(\d*)\s*,?\s*\)")]
    private static partial Regex Shape();

    [GeneratedRegex(@"'fortran_order'\s*:\s*True")]
    private static partial Regex Fortran();
}
