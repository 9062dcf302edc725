using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MusicRec.Samples;

/// <summary>Writes float32 matrices as .npy, for numpy.load.</summary>
internal static class NpyFile
{
    /// <summary>Writes a row-major matrix.</summary>
    public static void Write(string path, int rows, int columns, ReadOnlySpan<float> values)
    {
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        text = text.PadRight((10 + text.Length + 64) / 64 * 64 - 11) + '\n'; // the data begin at a multiple of 64
        using var file = File.Create(path);
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        file.Write(length);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Write(MemoryMarshal.AsBytes(values));
    }
}
