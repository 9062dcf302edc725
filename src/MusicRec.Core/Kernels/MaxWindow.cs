using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>The largest value of a window of samples, each of n channels, and the gradient's way back. Sample (u, v) of the window lies at
/// first + u * rowStep + v * n and has the number start + u * width + v.</summary>
internal static unsafe class MaxWindow
{
    /// <summary>max[c] = the largest of the window, places[c] = its sample's number, the first where several are equal; NaN where one is.</summary>
    public static void Run(float* first, nint rowStep, int rows, int columns, int start, int width, int n, float* max, float* places)
    {
        if (Simd.Width == 512) Wide<Simd512>(first, rowStep, rows, columns, start, width, n, max, places);
        else if (Simd.Width == 256) Wide<Simd256>(first, rowStep, rows, columns, start, width, n, max, places);
        else Wide<Simd128>(first, rowStep, rows, columns, start, width, n, max, places);
    }

    /// <summary>Adds d[c] to channel c of the sample that places[c] names.</summary>
    public static void Add(float* first, nint rowStep, int rows, int columns, int start, int width, int n, float* d, float* places)
    {
        if (Simd.Width == 512) AddWide<Simd512>(first, rowStep, rows, columns, start, width, n, d, places);
        else if (Simd.Width == 256) AddWide<Simd256>(first, rowStep, rows, columns, start, width, n, d, places);
        else AddWide<Simd128>(first, rowStep, rows, columns, start, width, n, d, places);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<V>(float* first, nint rowStep, int rows, int columns, int start, int width, int n, float* max, float* places)
        where V : unmanaged, ISimd<V>
    {
        int c = 0;
        V half = V.Broadcast(0.5f);
        for (; c <= n - V.Count; c += V.Count)
        {
            V most = V.Load(first + c), place = V.Broadcast(start);
            for (int u = 0; u < rows; u++)
            {
                for (int v = u == 0 ? 1 : 0; v < columns; v++)
                {
                    V x = V.Load(first + u * rowStep + (nint)v * n + c);
                    place = V.WhereGreater(x, most, V.Broadcast(start + u * width + v), place);
                    // One of the two choices keeps a NaN of x, the other one of the maximum so far; else they are equal.
                    most = V.MultiplyAdd(V.WhereGreater(most, x, most, x), half, half * V.WhereGreater(x, most, x, most));
                }
            }
            V.Store(max + c, most);
            V.Store(places + c, place);
        }
        for (; c < n; c++)
        {
            (max[c], places[c]) = (first[c], start);
            for (int u = 0; u < rows; u++)
            {
                for (int v = 0; v < columns; v++)
                {
                    float x = first[u * rowStep + (nint)v * n + c];
                    if (x > max[c]) places[c] = start + u * width + v;
                    if (x > max[c] || float.IsNaN(x)) max[c] = x;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddWide<V>(float* first, nint rowStep, int rows, int columns, int start, int width, int n, float* d, float* places)
        where V : unmanaged, ISimd<V>
    {
        int c = 0;
        V none = default;
        for (; c <= n - V.Count; c += V.Count)
        {
            V place = V.Load(places + c), value = V.Load(d + c);
            for (int u = 0; u < rows; u++)
            {
                for (int v = 0; v < columns; v++)
                {
                    float number = start + u * width + v;
                    float* at = first + u * rowStep + (nint)v * n + c;
                    V fromHere = V.WhereGreater(place, V.Broadcast(number - 0.5f), value, none);
                    V.Store(at, V.Load(at) + V.WhereGreater(V.Broadcast(number + 0.5f), place, fromHere, none));
                }
            }
        }
        for (; c < n; c++)
        {
            int sample = (int)places[c] - start;
            first[sample / width * rowStep + (nint)(sample % width) * n + c] += d[c];
        }
    }
}
