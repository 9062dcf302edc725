using MusicRec.Kernels;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public unsafe class DotTests
{
    [Fact]
    public void Every_length_agrees_with_the_definition()
    {
        for (int n = 0; n < 200; n++)
        {
            float[] x = Draw.Floats(n, 1), y = Draw.Floats(n, 2);
            double bound = 1e-6 * Math.Max(1, n); // n products below 1 in magnitude
            Assert.InRange(Dot.Run(x, y) - Dot.Reference(x, y), -bound, bound);
        }
    }

    [Fact]
    public void Vectors_of_two_lengths_are_refused() => Assert.Throws<ArgumentException>(() => Dot.Run([1f], [1f, 2f]));

    [Fact]
    public void Every_register_type_that_this_process_has_does_what_it_says()
    {
        Register<Simd128>();
        if (Simd.Width >= 256) Register<Simd256>();
        if (Simd.Width >= 512) Register<Simd512>();
    }

    private static void Register<V>() where V : unmanaged, ISimd<V>
    {
        float[] x = Draw.Floats(V.Count, 3), y = Draw.Floats(V.Count, 4), z = new float[V.Count];
        y[1] = x[1];
        fixed (float* px = x, py = y, pz = z)
        {
            var (a, b) = (V.Load(px), V.Load(py));
            V.Store(pz, V.MultiplyAdd(a, b, V.Broadcast(0.5f)));
            for (int i = 0; i < V.Count; i++) Assert.Equal(x[i] * y[i] + 0.5f, z[i], 1e-6f);
            V.Store(pz, (a + b) * (a - b));
            for (int i = 0; i < V.Count; i++) Assert.Equal((x[i] + y[i]) * (x[i] - y[i]), z[i]);
            Assert.Equal(x.Sum(), V.Sum(a), 1e-5f);
            uint greater = V.GreaterThan(a, b);
            for (int i = 0; i < 32; i++) Assert.Equal(i < V.Count && x[i] > y[i], (greater >> i & 1) != 0);
        }
    }
}
