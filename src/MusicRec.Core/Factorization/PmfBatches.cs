using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Ratings cut at random into mini-batches, each a pair of sparse matrices so that a row's gradient is one thread's work.</summary>
internal static class PmfBatches
{
    public static (Csr ByUser, Csr ByItem)[] Cut(Csr ratings, int size, CounterRandom random)
    {
        int count = ratings.Indices.Length, batches = Math.Max(1, (count + size - 1) / size);
        var batchOf = new int[count];
        for (int e = 0; e < count; e++) batchOf[e] = e % batches;
        random.Shuffle<int>(batchOf);
        return [.. Enumerable.Range(0, batches).Select(b => Take(ratings, batchOf, b)).Select(batch => (batch, batch.Transpose()))];
    }

    private static Csr Take(Csr ratings, int[] batchOf, int batch)
    {
        var offsets = new long[ratings.Rows + 1];
        var (indices, values) = (new List<int>(), new List<float>());
        for (int r = 0; r < ratings.Rows; r++)
        {
            for (long e = ratings.Offsets[r]; e < ratings.Offsets[r + 1]; e++)
            {
                if (batchOf[e] != batch) continue;
                indices.Add(ratings.Indices[e]);
                values.Add(ratings.Values[e]);
            }
            offsets[r + 1] = indices.Count;
        }
        return new Csr(ratings.Rows, ratings.Columns, offsets, [.. indices], [.. values]);
    }
}
