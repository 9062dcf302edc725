using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>A function of one number and two constants, applied to arrays by <see cref="Maps"/>.</summary>
internal interface IMap1
{
    static abstract V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V>;
}

/// <summary>A function of two numbers and two constants.</summary>
internal interface IMap2
{
    static abstract V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V>;
}

/// <summary>A function of three numbers and two constants.</summary>
internal interface IMap3
{
    static abstract V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V>;
}

/// <summary>Element-wise kernels: result[i] = f(x[i], y[i], z[i]; p, q). The result may be one of the inputs. The last, partial register goes
/// through a padded copy and the same instructions, so an element's bits depend on its operands alone, never on its place.</summary>
internal static unsafe class Maps
{
    public static void Run1<F>(float* x, float* result, long n, float p = 0, float q = 0) where F : IMap1
    {
        if (Simd.Width == 512) Wide1<Simd512, F>(x, result, n, p, q);
        else if (Simd.Width == 256) Wide1<Simd256, F>(x, result, n, p, q);
        else Wide1<Simd128, F>(x, result, n, p, q);
    }

    public static void Run2<F>(float* x, float* y, float* result, long n, float p = 0, float q = 0) where F : IMap2
    {
        if (Simd.Width == 512) Wide2<Simd512, F>(x, y, result, n, p, q);
        else if (Simd.Width == 256) Wide2<Simd256, F>(x, y, result, n, p, q);
        else Wide2<Simd128, F>(x, y, result, n, p, q);
    }

    public static void Run3<F>(float* x, float* y, float* z, float* result, long n, float p = 0, float q = 0) where F : IMap3
    {
        if (Simd.Width == 512) Wide3<Simd512, F>(x, y, z, result, n, p, q);
        else if (Simd.Width == 256) Wide3<Simd256, F>(x, y, z, result, n, p, q);
        else Wide3<Simd128, F>(x, y, z, result, n, p, q);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide1<V, F>(float* x, float* result, long n, float p, float q) where V : unmanaged, ISimd<V> where F : IMap1
    {
        V vp = V.Broadcast(p), vq = V.Broadcast(q);
        long i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(result + i, F.Apply(V.Load(x + i), vp, vq));
        if (i == n) return;
        float* a = stackalloc float[V.Count];
        Copy(x + i, a, n - i);
        V.Store(a, F.Apply(V.Load(a), vp, vq));
        Copy(a, result + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide2<V, F>(float* x, float* y, float* result, long n, float p, float q) where V : unmanaged, ISimd<V> where F : IMap2
    {
        V vp = V.Broadcast(p), vq = V.Broadcast(q);
        long i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(result + i, F.Apply(V.Load(x + i), V.Load(y + i), vp, vq));
        if (i == n) return;
        float* a = stackalloc float[2 * V.Count], b = a + V.Count;
        Copy(x + i, a, n - i);
        Copy(y + i, b, n - i);
        V.Store(a, F.Apply(V.Load(a), V.Load(b), vp, vq));
        Copy(a, result + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide3<V, F>(float* x, float* y, float* z, float* result, long n, float p, float q)
        where V : unmanaged, ISimd<V> where F : IMap3
    {
        V vp = V.Broadcast(p), vq = V.Broadcast(q);
        long i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(result + i, F.Apply(V.Load(x + i), V.Load(y + i), V.Load(z + i), vp, vq));
        if (i == n) return;
        float* a = stackalloc float[3 * V.Count], b = a + V.Count, c = b + V.Count;
        Copy(x + i, a, n - i);
        Copy(y + i, b, n - i);
        Copy(z + i, c, n - i);
        V.Store(a, F.Apply(V.Load(a), V.Load(b), V.Load(c), vp, vq));
        Copy(a, result + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, long n)
    {
        for (long i = 0; i < n; i++) to[i] = from[i];
    }
}
