using MusicRec.Kernels;

namespace MusicRec.Tests.Kernels;

public unsafe class LaneLogTests
{
    [Fact, Trait(EveryWidth.Name, EveryWidth.Value)]
    public void Logarithms_are_within_two_units_in_the_last_place()
    {
        float[] x = [.. Enumerable.Range(0, 40_000).Select(i => (float)Math.Exp(-87 + 175.0 * i / 40_000)),
            .. Enumerable.Range(-4000, 8000).Select(i => 1 + i * 1e-6f), 1, float.MaxValue, 1.17549435e-38f];
        float[] y = Log(x, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Math.Log(x[i]);
            Assert.True(Math.Abs(y[i] - exact) <= 2.4e-7 * Math.Abs(exact), $"ln {x[i]:r} is {exact:r}, not {y[i]:r}");
        }
    }

    [Fact, Trait(EveryWidth.Name, EveryWidth.Value)]
    public void What_is_below_the_floor_is_raised_and_infinity_and_NaN_stay()
    {
        Assert.Equal([(float)Math.Log(1e-10), (float)Math.Log(1e-10), 0, float.PositiveInfinity, float.NaN],
            Log([0, -5, 1, float.PositiveInfinity, float.NaN], 1e-10f));
        Assert.Equal(Math.Log(1.17549435e-38), Log([0], 0)[0], 1e-5); // the smallest normal number is the least floor
    }

    private static float[] Log(float[] x, float floor)
    {
        var y = new float[(x.Length + 15) / 16 * 16];
        x.CopyTo(y, 0);
        fixed (float* p = y)
        {
            if (Simd.Width == 512) LaneLog.Run<Simd512>(p, y.Length / 16, 1, 0, floor, 1);
            else if (Simd.Width == 256) LaneLog.Run<Simd256>(p, y.Length / 8, 1, 0, floor, 1);
            else LaneLog.Run<Simd128>(p, y.Length / 4, 1, 0, floor, 1);
        }
        return y[..x.Length];
    }
}
