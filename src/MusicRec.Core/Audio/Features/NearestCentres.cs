using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>The nearest of some centres by Euclidean distance, found as the largest x . c - c . c / 2. All is first moved to the centres' mean,
/// so that an offset common to the data costs no digits. Of equally near centres the first wins.</summary>
internal sealed unsafe class NearestCentres
{
    private const int Rows = 64, Tile = 512; // 128 KiB of scores at a time
    private readonly Matrix _centres, _moved;
    private readonly float[] _origin, _halfNorms;

    public NearestCentres(Matrix centres)
    {
        (_centres, _moved) = (centres, new Matrix(centres.Rows, centres.Columns));
        (_origin, _halfNorms) = (new float[centres.Columns], new float[centres.Rows]);
        for (int c = 0; c < _origin.Length; c++)
        {
            double sum = 0;
            for (int k = 0; k < centres.Rows; k++) sum += centres[k][c];
            _origin[c] = (float)(sum / centres.Rows);
        }
        for (int k = 0; k < centres.Rows; k++)
        {
            double norm = 0;
            var to = _moved.Row(k);
            for (int c = 0; c < to.Length; c++)
            {
                to[c] = centres[k][c] - _origin[c];
                norm += (double)to[c] * to[c];
            }
            _halfNorms[k] = (float)(norm / 2);
        }
    }

    /// <summary>The nearest centre of each row, on one thread.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="nearest">Filled, an index a row.</param>
    public void Find(float* rows, nint stride, Span<int> nearest)
    {
        int d = _origin.Length, k = _centres.Rows;
        var (moved, scores, best) = (new float[Rows * d], new float[Rows * Math.Min(Tile, k)], new float[Rows]);
        for (int first = 0; first < nearest.Length; first += Rows)
        {
            int n = Math.Min(Rows, nearest.Length - first);
            for (int r = 0; r < n; r++)
                for (int c = 0; c < d; c++) moved[r * d + c] = rows[(first + r) * stride + c] - _origin[c];
            Array.Fill(best, float.NegativeInfinity);
            nearest.Slice(first, n).Clear();
            for (int from = 0; from < k; from += Tile)
            {
                int count = Math.Min(Tile, k - from);
                fixed (float* x = moved, s = scores)
                {
                    Gemm.Run(n, count, d, new Operand(x, d),
                        new Operand(_moved.Pointer + (nint)from * _moved.Stride, _moved.Stride, transposed: true), s, count, add: false);
                }
                for (int r = 0; r < n; r++)
                {
                    var (value, index) = Best(scores.AsSpan(r * count, count), _halfNorms.AsSpan(from, count));
                    if (value > best[r]) (best[r], nearest[first + r]) = (value, from + index);
                }
            }
        }
        GC.KeepAlive(_moved);
    }

    /// <summary>Squared distance of a row to a centre, in double.</summary>
    public static double Distance(ReadOnlySpan<float> row, ReadOnlySpan<float> centre)
    {
        double sum = 0;
        for (int c = 0; c < row.Length; c++)
        {
            double difference = (double)row[c] - centre[c];
            sum += difference * difference;
        }
        return sum;
    }

    // The largest scores[i] - penalties[i], and the first i that has it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Value, int Index) Best(ReadOnlySpan<float> scores, ReadOnlySpan<float> penalties)
    {
        int w = Vector<float>.Count, i = 0;
        var (best, at) = (new Vector<float>(float.NegativeInfinity), Vector<int>.Zero);
        var vs = MemoryMarshal.Cast<float, Vector<float>>(scores);
        var vp = MemoryMarshal.Cast<float, Vector<float>>(penalties);
        for (; i < vs.Length; i++)
        {
            var value = vs[i] - vp[i];
            var larger = Vector.GreaterThan(value, best);
            (best, at) = (Vector.ConditionalSelect(larger, value, best), Vector.ConditionalSelect(larger, new Vector<int>(i), at));
        }
        var (largest, index) = (float.NegativeInfinity, int.MaxValue);
        for (int lane = 0; lane < w && vs.Length > 0; lane++)
        {
            int candidate = at[lane] * w + lane;
            if (best[lane] > largest || (best[lane] == largest && candidate < index)) (largest, index) = (best[lane], candidate);
        }
        for (int j = i * w; j < scores.Length; j++)
            if (scores[j] - penalties[j] > largest) (largest, index) = (scores[j] - penalties[j], j);
        return (largest, index == int.MaxValue ? 0 : index);
    }
}
