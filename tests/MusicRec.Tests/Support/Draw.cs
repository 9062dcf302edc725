using MusicRec.Numerics;

namespace MusicRec.Tests;

/// <summary>Random test input, the same on every run.</summary>
internal static class Draw
{
    /// <summary>Floats in (-1, 1).</summary>
    public static float[] Floats(int count, int seed)
    {
        var random = new CounterRandom((ulong)seed, 77);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(2 * random.Uniform((ulong)i) - 1);
        return values;
    }
}
