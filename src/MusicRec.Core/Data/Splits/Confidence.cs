using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Plays to confidence: transforms of the weights r, entry by entry. Users, items, times and order stay.</summary>
public static class Confidence
{
    /// <summary>1 where r is at least the threshold; entries below it are dropped.</summary>
    /// <param name="data">The data.</param>
    /// <param name="threshold">Smallest weight that counts as liked. Default: the smallest positive number.</param>
    public static Interactions Binarise(Interactions data, float threshold = float.Epsilon) => Map(Filter.MinWeight(data, threshold), _ => 1);

    /// <summary>1 + alpha r (Hu, Koren and Volinsky 2008, eq. 4).</summary>
    /// <param name="data">The data.</param>
    /// <param name="alpha">Growth of confidence with plays, above 0. Default 40, the paper's.</param>
    public static Interactions Linear(Interactions data, double alpha = 40)
    {
        Require.Positive(alpha);
        return Map(Require.NotNull(data), r => 1 + alpha * r);
    }

    /// <summary>1 + alpha ln(1 + r / epsilon) (Hu, Koren and Volinsky 2008, eq. 6).</summary>
    /// <param name="data">The data; every weight must be above -epsilon.</param>
    /// <param name="alpha">Growth of confidence, above 0.</param>
    /// <param name="epsilon">Scale of a play count, above 0.</param>
    /// <exception cref="MusicRecException">A weight is -epsilon or less.</exception>
    public static Interactions Log(Interactions data, double alpha = 1, double epsilon = 1)
    {
        Require.Positive(alpha);
        Require.Positive(epsilon);
        return Map(Require.NotNull(data), r => 1 + alpha * Math.Log(1 + r / epsilon));
    }

    private static Interactions Map(Interactions data, Func<double, double> confidence)
    {
        var (items, weights, times) = (new int[data.Count], new float[data.Count], data.HasTimes ? new long[data.Count] : null);
        for (int user = 0; user < data.Users; user++)
        {
            int first = (int)data.Offsets[user];
            ReadOnlySpan<float> row = data.WeightsOf(user);
            data.ItemsOf(user).CopyTo(items.AsSpan(first));
            if (times is not null) data.TimesOf(user).CopyTo(times.AsSpan(first));
            for (int e = 0; e < row.Length; e++)
            {
                weights[first + e] = (float)confidence(row[e]);
                if (!float.IsFinite(weights[first + e]))
                    throw new MusicRecException($"The weight {row[e]} of user '{data.UserIds[user]}' and item '{data.ItemIds[items[first + e]]}' "
                        + "has no finite confidence. Clean the data, or choose other parameters.");
            }
        }
        var matrix = new Csr(data.Users, data.Items, data.Offsets.ToArray(), items, weights);
        return new Interactions(matrix, data.UserIds, data.ItemIds, times, data.HasRepeats);
    }
}
