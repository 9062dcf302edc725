using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>How an item's column of plays becomes the vector that items are compared by. Items are the documents, users the terms.</summary>
public enum ItemWeighting
{
    /// <summary>w_ui = r_ui / |r_i|: similarity is the cosine.</summary>
    Cosine,

    /// <summary>w_ui = sqrt(r_ui) (ln items - ln(1 + n_u)), then scaled to length 1; n_u items of user u.</summary>
    TfIdf,

    /// <summary>w_ui = r_ui (K1 + 1) / (K1 len_i + r_ui) (ln items - ln(1 + n_u)), len_i = 1 - B + B sum_i / mean sum; not scaled.</summary>
    Bm25,
}

/// <summary>The weighted matrix in both directions, in double; similarity of i and j is sum_u w_ui w_uj.</summary>
internal sealed class WeightedItems
{
    public WeightedItems(Csr byItem, ItemWeighting weighting, double k1, double b)
    {
        ByItem = byItem;
        ItemWeights = Weigh(byItem, weighting, k1, b);
        (ByUser, UserWeights) = Transpose(byItem, ItemWeights);
    }

    public Csr ByItem { get; }
    public Csr ByUser { get; }
    public double[] ItemWeights { get; } // in the order of ByItem's entries
    public double[] UserWeights { get; } // in the order of ByUser's entries

    private static double[] Weigh(Csr plays, ItemWeighting weighting, double k1, double b)
    {
        var users = new int[plays.Columns];
        foreach (int u in plays.Indices) users[u]++;
        double mean = plays.Rows == 0 ? 0 : plays.Values.Sum(v => (double)v) / plays.Rows;
        var weights = new double[plays.Values.Length];
        for (int i = 0; i < plays.Rows; i++)
        {
            double sum = 0, squares = 0;
            for (long e = plays.Offsets[i]; e < plays.Offsets[i + 1]; e++) sum += plays.Values[e];
            double length = mean > 0 ? 1 - b + b * sum / mean : 1;
            for (long e = plays.Offsets[i]; e < plays.Offsets[i + 1]; e++)
            {
                double r = plays.Values[e], idf = Math.Log(plays.Rows) - Math.Log(1 + users[plays.Indices[e]]);
                double w = r == 0 ? 0 : weighting switch // an entry of 0 tells nothing, and 0 / 0 may lurk below
                {
                    ItemWeighting.Cosine => r,
                    ItemWeighting.TfIdf => Math.Sqrt(r) * idf,
                    _ => r * (k1 + 1) / (k1 * length + r) * idf,
                };
                weights[e] = w;
                squares += w * w;
            }
            if (weighting == ItemWeighting.Bm25 || squares == 0) continue;
            double scale = 1 / Math.Sqrt(squares);
            for (long e = plays.Offsets[i]; e < plays.Offsets[i + 1]; e++) weights[e] *= scale;
        }
        return weights;
    }

    private static (Csr, double[]) Transpose(Csr byItem, double[] weights)
    {
        var byUser = byItem.Transpose();
        var next = byUser.Offsets.ToArray();
        var transposed = new double[weights.Length];
        for (long e = 0; e < weights.Length; e++) transposed[next[byItem.Indices[e]]++] = weights[e];
        return (byUser, transposed);
    }
}
