using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicRec.Numerics;

/// <summary>Sums of products of centred float rows in double, where the cancellation of float would show. The bits do not depend on the number of
/// threads.</summary>
internal static class DoubleGram
{
    private const int Block = 256, Strip = 16;

    /// <summary>X' X of the centred rows: shape [columns, columns], both triangles.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="mean">Subtracted from every row.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    public static double[] OfColumns(Matrix x, double[] mean, int threads, CancellationToken cancel) =>
        Sum(x.Rows, x.Columns, (item, to) => Centre(x[item], mean, to), threads, cancel);

    /// <summary>X X' of the centred rows: shape [rows, rows], both triangles.</summary>
    /// <inheritdoc cref="OfColumns"/>
    public static double[] OfRows(Matrix x, double[] mean, int threads, CancellationToken cancel) => Sum(x.Columns, x.Rows, (item, to) =>
    {
        for (int r = 0; r < to.Length; r++) to[r] = x[r][item] - mean[item];
    }, threads, cancel);

    private static void Centre(ReadOnlySpan<float> row, double[] mean, Span<double> to)
    {
        for (int c = 0; c < to.Length; c++) to[c] = row[c] - mean[c];
    }

    private delegate void Filler(int item, Span<double> to);

    // G = sum of v v' over the items, a block of vectors at a time; a strip of rows of G is one chunk, and meets the vectors in order.
    private static double[] Sum(int items, int n, Filler fill, int threads, CancellationToken cancel)
    {
        if ((long)n * n > Array.MaxLength)
            throw new ArgumentException($"{n} x {n} sums of products do not fit into memory; use the randomized solver.");
        var (gram, vectors) = (new double[n * n], new double[Block * n]);
        for (int first = 0; first < items; first += Block)
        {
            int count = Math.Min(Block, items - first);
            WorkerTeam.Shared.Run((count + 15) / 16, threads, (chunk, _) =>
            {
                for (int t = chunk * 16; t < Math.Min(count, chunk * 16 + 16); t++) fill(first + t, vectors.AsSpan(t * n, n));
            }, cancel);
            vectors.AsSpan(count * n).Clear();
            WorkerTeam.Shared.Run((n + Strip - 1) / Strip, threads, (chunk, _) => AddStrip(gram, vectors, n, count, chunk * Strip), cancel);
        }
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++) gram[i * n + j] = gram[j * n + i];
        return gram;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddStrip(double[] gram, double[] vectors, int n, int count, int first)
    {
        int width = n - first;
        for (int t = 0; t < count; t += 4) // rows past the count are zero
        {
            var x0 = vectors.AsSpan(t * n + first, width);
            var x1 = vectors.AsSpan((t + 1) * n + first, width);
            var x2 = vectors.AsSpan((t + 2) * n + first, width);
            var x3 = vectors.AsSpan((t + 3) * n + first, width);
            for (int i = 0; i < Math.Min(Strip, width); i++) AddRow(gram.AsSpan((first + i) * n + first, width), x0, x1, x2, x3, i);
        }
    }

    /// <summary>The beginning of row <paramref name="at"/> of a sum of outer products of four vectors: to[j] += sum_t x_t[at] x_t[j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRow(
        Span<double> to, ReadOnlySpan<double> x0, ReadOnlySpan<double> x1, ReadOnlySpan<double> x2, ReadOnlySpan<double> x3, int at)
    {
        double f0 = x0[at], f1 = x1[at], f2 = x2[at], f3 = x3[at];
        var (a, b, c, d) = (new Vector<double>(f0), new Vector<double>(f1), new Vector<double>(f2), new Vector<double>(f3));
        var sums = MemoryMarshal.Cast<double, Vector<double>>(to);
        var v0 = MemoryMarshal.Cast<double, Vector<double>>(x0);
        var v1 = MemoryMarshal.Cast<double, Vector<double>>(x1);
        var v2 = MemoryMarshal.Cast<double, Vector<double>>(x2);
        var v3 = MemoryMarshal.Cast<double, Vector<double>>(x3);
        for (int j = 0; j < sums.Length; j++) sums[j] += v0[j] * a + v1[j] * b + (v2[j] * c + v3[j] * d);
        for (int j = sums.Length * Vector<double>.Count; j < to.Length; j++) to[j] += x0[j] * f0 + x1[j] * f1 + (x2[j] * f2 + x3[j] * f3);
    }
}
