using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>k-means++ (Arthur, Vassilvitskii 2007): each further centre is a row drawn with probability proportional to its squared distance to
/// the nearest centre so far.</summary>
internal static class KMeansStart
{
    private const int Chunk = 1024;

    public static Matrix Choose(Matrix rows, KMeansOptions options, int threads, CancellationToken cancel)
    {
        int[] pool = Pool(rows.Rows, Math.Max(options.StartRows, options.Clusters), options.Seed);
        var (random, centres) = (new CounterRandom(options.Seed, 42), new Matrix(options.Clusters, rows.Columns));
        var distances = new double[pool.Length];
        Array.Fill(distances, double.PositiveInfinity);
        var sums = new double[(pool.Length + Chunk - 1) / Chunk];
        int chosen = random.Below(0, pool.Length);
        for (int k = 0; ; k++)
        {
            rows[pool[chosen]].CopyTo(centres.Row(k));
            if (k + 1 == centres.Rows) return centres;
            WorkerTeam.Shared.Run(sums.Length, threads, (chunk, _) =>
            {
                double sum = 0;
                for (int i = chunk * Chunk; i < Math.Min(pool.Length, (chunk + 1) * Chunk); i++)
                    sum += distances[i] = Math.Min(distances[i], NearestCentres.Distance(rows[pool[i]], centres[k]));
                sums[chunk] = sum;
            }, cancel);
            chosen = Draw(distances, sums, random, (ulong)k + 1);
        }
    }

    // All rows in order, or a random part of them.
    private static int[] Pool(int rows, int most, ulong seed)
    {
        int[] pool = [.. Enumerable.Range(0, rows)];
        if (rows <= most) return pool;
        new CounterRandom(seed, 44).Shuffle<int>(pool);
        return pool[..most];
    }

    private static int Draw(double[] distances, double[] sums, CounterRandom random, ulong index)
    {
        double total = sums.Sum(), left = random.Uniform(index) * total;
        if (total == 0) return random.Below(index, distances.Length); // fewer different rows than centres
        int chunk = 0;
        for (; chunk < sums.Length - 1 && left >= sums[chunk]; chunk++) left -= sums[chunk];
        int last = -1;
        for (int i = chunk * Chunk; i < Math.Min(distances.Length, (chunk + 1) * Chunk); i++)
        {
            if (distances[i] == 0) continue;
            last = i;
            if ((left -= distances[i]) < 0) break;
        }
        return last >= 0 ? last : Array.FindLastIndex(distances, d => d > 0); // rounding may lead past the last chunk's last row
    }
}
