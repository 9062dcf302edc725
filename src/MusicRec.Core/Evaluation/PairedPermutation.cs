using MusicRec.Numerics;

namespace MusicRec.Evaluation;

/// <summary>Paired permutation test (Fisher 1935; Smucker, Allan and Carterette 2007 for retrieval): were the two models alike, each user's
/// difference
/// could as well have the other sign.</summary>
public static class PairedPermutation
{
    private const int PermutationsPerChunk = 100;

    /// <summary>Two-sided p-value of the mean difference: (1 + sign flips at least as extreme as the data) / (1 + flips).</summary>
    /// <param name="differences">First model minus second, one value a user; times the user's weight where users weigh differently.</param>
    /// <param name="permutations">Random sign flips, 1 or more. The smallest possible p-value is 1 / (1 + permutations).</param>
    /// <param name="seed">Seed of the signs.</param>
    /// <param name="threads">Threads to use; 0 uses all cores. The result does not depend on it.</param>
    public static double PValue(ReadOnlySpan<double> differences, int permutations = 10_000, ulong seed = 0, int threads = 0)
    {
        Require.Positive(permutations);
        double[] values = differences.ToArray();
        double sum = 0, scale = 0;
        foreach (double d in values)
        {
            sum += d;
            scale += Math.Abs(d);
        }
        double extreme = Math.Abs(sum) - 1e-12 * scale; // the data's own value must count in spite of rounding
        int chunks = (permutations + PermutationsPerChunk - 1) / PermutationsPerChunk;
        var found = new int[chunks];
        WorkerTeam.Shared.Run(chunks, WorkerTeam.Threads(Require.NotNegative(threads)), (chunk, _) =>
        {
            for (int p = chunk * PermutationsPerChunk; p < Math.Min(permutations, (chunk + 1) * PermutationsPerChunk); p++)
                found[chunk] += Math.Abs(Flipped(values, new CounterRandom(seed, (ulong)p))) >= extreme ? 1 : 0;
        });
        return (1.0 + found.Sum()) / (1.0 + permutations);
    }

    /// <summary>The sum with random signs: bit i mod 64 of draw i / 64 is the sign of value i.</summary>
    private static double Flipped(double[] values, CounterRandom random)
    {
        double sum = 0;
        for (int i = 0; i < values.Length;)
        {
            ulong bits = random.Bits((ulong)i / 64);
            for (int end = Math.Min(values.Length, i + 64); i < end; i++, bits <<= 1)
                sum += BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(values[i]) ^ (bits & (1UL << 63)));
        }
        return sum;
    }
}
