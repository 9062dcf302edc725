using System.Runtime.CompilerServices;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Operations on decibels that need the whole clip.</summary>
public static unsafe class Decibels
{
    /// <summary>Subtracts the clip's maximum, so that its loudest value is 0 dB: librosa's ref=np.max.</summary>
    /// <param name="decibels">Values of the whole clip, in place.</param>
    public static void RelativeToPeak(Span<float> decibels)
    {
        float max = Max(decibels);
        if (!float.IsFinite(max)) return;
        for (int i = 0; i < decibels.Length; i++) decibels[i] -= max;
    }

    /// <summary>Raises every value to at least the clip's maximum minus <paramref name="topDb"/>: librosa's top_db.</summary>
    /// <param name="decibels">Values of the whole clip, in place.</param>
    /// <param name="topDb">Range kept below the maximum, in dB.</param>
    public static void Limit(Span<float> decibels, double topDb = 80)
    {
        Require.Positive(topDb);
        float floor = (float)(Max(decibels) - topDb);
        fixed (float* values = decibels) Maps.Run1<AtLeast>(values, values, decibels.Length, floor);
    }

    private static float Max(ReadOnlySpan<float> decibels)
    {
        fixed (float* values = decibels) return decibels.IsEmpty ? float.NegativeInfinity : Reductions.Max(values, decibels.Length);
    }

    /// <summary>max(p, x).</summary>
    private readonly struct AtLeast : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> => V.Max(p, x);
    }
}
