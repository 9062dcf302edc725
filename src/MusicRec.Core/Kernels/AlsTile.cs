using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Tiles of a product with a transposed left factor: c[i, j] += or -= sum_k a[k, i] b[k, j], for 4 rows i and 1 to 3 registers of columns j.
/// 12 sums, 3 loads and a broadcast fill AVX2's 16 registers and stay under the load limit of two per cycle.</summary>
internal static unsafe class AlsTile
{
    public const int Rows = 4;

    /// <summary>Rows i0 .. i1 - 1 of c (multiples of 4) and n columns (a multiple of the register). With upper = true each block of rows starts at
    /// the register
    /// that holds its own diagonal, so only the upper triangle counts; below it up to one register a row is junk.</summary>
    public static void Update<V>(int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, int i0, int i1, int n, bool upper, bool subtract)
        where V : unmanaged, ISimd<V>
    {
        for (int i = i0; i < i1; i += Rows)
        {
            int j = upper ? i & -V.Count : 0;
            Strip<V>(k, a + i, lda, b + j, ldb, c + i * ldc + j, ldc, n - j, subtract);
        }
    }

    /// <summary>4 rows of c by <paramref name="columns"/> columns, a multiple of the register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Strip<V>(int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, int columns, bool subtract)
        where V : unmanaged, ISimd<V>
    {
        int w = V.Count;
        for (; columns >= 3 * w && columns != 4 * w; columns -= 3 * w, b += 3 * w, c += 3 * w) Tile3<V>(k, a, lda, b, ldb, c, ldc, subtract);
        for (; columns >= 2 * w; columns -= 2 * w, b += 2 * w, c += 2 * w) Tile2<V>(k, a, lda, b, ldb, c, ldc, subtract);
        if (columns >= w) Tile1<V>(k, a, lda, b, ldb, c, ldc, subtract);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile3<V>(int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool subtract) where V : unmanaged, ISimd<V>
    {
        V c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        for (; k > 0; k--, a += lda, b += ldb)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count), b2 = V.Load(b + 2 * V.Count);
            V x = V.Broadcast(a[0]);
            c00 = V.MultiplyAdd(x, b0, c00); c01 = V.MultiplyAdd(x, b1, c01); c02 = V.MultiplyAdd(x, b2, c02);
            x = V.Broadcast(a[1]);
            c10 = V.MultiplyAdd(x, b0, c10); c11 = V.MultiplyAdd(x, b1, c11); c12 = V.MultiplyAdd(x, b2, c12);
            x = V.Broadcast(a[2]);
            c20 = V.MultiplyAdd(x, b0, c20); c21 = V.MultiplyAdd(x, b1, c21); c22 = V.MultiplyAdd(x, b2, c22);
            x = V.Broadcast(a[3]);
            c30 = V.MultiplyAdd(x, b0, c30); c31 = V.MultiplyAdd(x, b1, c31); c32 = V.MultiplyAdd(x, b2, c32);
        }
        Add3(c, c00, c01, c02, subtract);
        Add3(c + ldc, c10, c11, c12, subtract);
        Add3(c + 2 * ldc, c20, c21, c22, subtract);
        Add3(c + 3 * ldc, c30, c31, c32, subtract);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile2<V>(int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool subtract) where V : unmanaged, ISimd<V>
    {
        V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (; k > 0; k--, a += lda, b += ldb)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count);
            V x = V.Broadcast(a[0]), y = V.Broadcast(a[1]);
            c00 = V.MultiplyAdd(x, b0, c00); c01 = V.MultiplyAdd(x, b1, c01);
            c10 = V.MultiplyAdd(y, b0, c10); c11 = V.MultiplyAdd(y, b1, c11);
            x = V.Broadcast(a[2]);
            y = V.Broadcast(a[3]);
            c20 = V.MultiplyAdd(x, b0, c20); c21 = V.MultiplyAdd(x, b1, c21);
            c30 = V.MultiplyAdd(y, b0, c30); c31 = V.MultiplyAdd(y, b1, c31);
        }
        Add1(c, c00, subtract); Add1(c + V.Count, c01, subtract);
        Add1(c + ldc, c10, subtract); Add1(c + ldc + V.Count, c11, subtract);
        Add1(c + 2 * ldc, c20, subtract); Add1(c + 2 * ldc + V.Count, c21, subtract);
        Add1(c + 3 * ldc, c30, subtract); Add1(c + 3 * ldc + V.Count, c31, subtract);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile1<V>(int k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool subtract) where V : unmanaged, ISimd<V>
    {
        V c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        for (; k > 1; k -= 2, a += 2 * lda, b += 2 * ldb)
        {
            V x = V.Load(b), y = V.Load(b + ldb);
            c0 = V.MultiplyAdd(V.Broadcast(a[0]), x, c0); d0 = V.MultiplyAdd(V.Broadcast(a[lda]), y, d0);
            c1 = V.MultiplyAdd(V.Broadcast(a[1]), x, c1); d1 = V.MultiplyAdd(V.Broadcast(a[lda + 1]), y, d1);
            c2 = V.MultiplyAdd(V.Broadcast(a[2]), x, c2); d2 = V.MultiplyAdd(V.Broadcast(a[lda + 2]), y, d2);
            c3 = V.MultiplyAdd(V.Broadcast(a[3]), x, c3); d3 = V.MultiplyAdd(V.Broadcast(a[lda + 3]), y, d3);
        }
        if (k > 0)
        {
            V x = V.Load(b);
            c0 = V.MultiplyAdd(V.Broadcast(a[0]), x, c0);
            c1 = V.MultiplyAdd(V.Broadcast(a[1]), x, c1);
            c2 = V.MultiplyAdd(V.Broadcast(a[2]), x, c2);
            c3 = V.MultiplyAdd(V.Broadcast(a[3]), x, c3);
        }
        Add1(c, c0 + d0, subtract);
        Add1(c + ldc, c1 + d1, subtract);
        Add1(c + 2 * ldc, c2 + d2, subtract);
        Add1(c + 3 * ldc, c3 + d3, subtract);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add1<V>(float* c, V sum, bool subtract) where V : unmanaged, ISimd<V> =>
        V.Store(c, subtract ? V.Load(c) - sum : V.Load(c) + sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add3<V>(float* c, V s0, V s1, V s2, bool subtract) where V : unmanaged, ISimd<V>
    {
        Add1(c, s0, subtract);
        Add1(c + V.Count, s1, subtract);
        Add1(c + 2 * V.Count, s2, subtract);
    }
}
