using MusicRec.Numerics;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Sets elements to 0 with a probability and scales the others up by 1 / (1 - probability) (Srivastava et al. 2014); on a tape
    /// that is not training, x itself. The mask is a function of the tape's seed, its step and the operation's place in the step.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="probability">Of being dropped, from 0 to below 1.</param>
    /// <param name="shared">Whether all rows share one mask: whole units are dropped from the batch.</param>
    public Tensor Dropout(Tensor x, double probability, bool shared = false)
    {
        Require.NotNull(x);
        if (!(probability >= 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, $"probability is {probability}; it must lie in [0, 1).");
        if (!Training || probability == 0) return x;
        var mask = Allocate(shared ? new Shape(x.Shape.Columns) : x.Shape);
        Backend.DropoutMask(Seed, (ulong)Step << 20 ^ (ulong)NextDraw(), probability, mask);
        return Multiply(x, mask);
    }
}

public abstract partial class Backend
{
    /// <summary>mask[i] = 0 with a probability, else 1 / (1 - probability): element i is decided by (seed, stream, i) alone.</summary>
    public abstract void DropoutMask(ulong seed, ulong stream, double probability, Tensor mask);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void DropoutMask(ulong seed, ulong stream, double probability, Tensor mask) =>
        Elements(mask.Length, (random: new CounterRandom(seed, stream), probability, mask), static (s, from, count) =>
        {
            ulong limit = (ulong)(s.probability * (1L << 53)) << 11;
            float kept = (float)(1 / (1 - s.probability));
            for (int i = from; i < from + count; i++) s.mask.Data[i] = s.random.Bits((ulong)i) < limit ? 0 : kept;
        });
}

internal static partial class Definitions
{
    /// <summary>x / (1 - p) where the mask's number for the element, or for its column, is not below p; else 0.</summary>
    public static double[] Dropout(double[] x, double p, int masked, ulong seed, ulong stream)
    {
        var random = new CounterRandom(seed, stream);
        return [.. x.Select((v, i) => (random.Bits((ulong)(i % masked)) >> 11) / (double)(1L << 53) < p ? 0 : v / (1 - p))];
    }
}
