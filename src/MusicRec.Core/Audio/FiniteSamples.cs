using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicRec.Audio;

/// <summary>The check at every door through which samples enter: a NaN or an infinity is refused, and told where it is. A transform would
/// spread it over all frames it touches, and a filter or a limit over the clip.</summary>
internal static class FiniteSamples
{
    private const int Sign = int.MaxValue, Infinity = 0x7F800000; // |x| as an integer is at least this for infinities and NaN

    /// <param name="samples">Samples of one channel.</param>
    /// <param name="first">Index of the first of them in the whole signal, for the message.</param>
    /// <param name="of">What they are samples of, for the message.</param>
    /// <exception cref="MusicRecException">One of them is NaN or infinite; the message tells the first.</exception>
    public static void Require(ReadOnlySpan<float> samples, long first = 0, string of = "the signal")
    {
        int at = IndexOf(samples);
        if (at < 0) return;
        throw new MusicRecException(
            $"Sample {first + at} of {of} is {samples[at]}; samples must be finite. Repair the signal, for example with zeros.");
    }

    /// <summary>Index of the first NaN or infinity, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int IndexOf(ReadOnlySpan<float> samples)
    {
        var bits = MemoryMarshal.Cast<float, int>(samples);
        var sign = new Vector<int>(Sign);
        Vector<int> a = default, b = default, c = default, d = default;
        int w = Vector<int>.Count, i = 0;
        ref int first = ref MemoryMarshal.GetReference(bits);
        for (; i <= bits.Length - 4 * w; i += 4 * w)
        {
            a = Vector.Max(a, Vector.LoadUnsafe(ref first, (nuint)i) & sign);
            b = Vector.Max(b, Vector.LoadUnsafe(ref first, (nuint)(i + w)) & sign);
            c = Vector.Max(c, Vector.LoadUnsafe(ref first, (nuint)(i + 2 * w)) & sign);
            d = Vector.Max(d, Vector.LoadUnsafe(ref first, (nuint)(i + 3 * w)) & sign);
        }
        bool found = Vector.GreaterThanOrEqualAny(Vector.Max(Vector.Max(a, b), Vector.Max(c, d)), new Vector<int>(Infinity));
        for (; i < bits.Length; i++) found |= (bits[i] & Sign) >= Infinity;
        for (i = 0; found && i < bits.Length; i++)
            if ((bits[i] & Sign) >= Infinity) return i;
        return -1;
    }
}
