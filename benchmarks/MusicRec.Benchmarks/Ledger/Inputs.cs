using MusicRec.Numerics;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>Random input, the same on every run.</summary>
internal static class Inputs
{
    /// <summary>Pinned floats in (-1, 1).</summary>
    public static float[] Floats(long count, ulong seed)
    {
        var random = new CounterRandom(seed, 1);
        var values = GC.AllocateUninitializedArray<float>(checked((int)count), pinned: true);
        for (int i = 0; i < values.Length; i++) values[i] = (float)(2 * random.Uniform((ulong)i) - 1);
        return values;
    }

    /// <summary>A matrix of normal numbers.</summary>
    public static Matrix Normal(int rows, int columns, ulong seed, double scale = 1)
    {
        var random = new CounterRandom(seed, 2);
        var matrix = new Matrix(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            var row = matrix.Row(r);
            for (int c = 0; c < columns; c++) row[c] = (float)(scale * random.Normal((ulong)r * (ulong)columns + (ulong)c));
        }
        return matrix;
    }

    /// <summary>Address of a pinned array's first element.</summary>
    public static unsafe float* Pointer(float[] pinned)
    {
        fixed (float* p = pinned) return p;
    }
}
