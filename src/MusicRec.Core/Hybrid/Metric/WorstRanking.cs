namespace MusicRec.Hybrid;

/// <summary>The ranking that maximises loss(ranking) - (psi(right) - psi(ranking)), psi being the mean over pairs of a relevant item i and another j
/// of (s_i - s_j) where i comes first: to make a pair wrong costs s_i - s_j over the number of pairs. Joachims 2005 for AUC, Yue et al. 2007
/// for average precision.</summary>
internal static class WorstRanking
{
    /// <summary>Finds it.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="scores">s of all items.</param>
    /// <param name="query">The query, which is not ranked.</param>
    /// <param name="relevant">Relevant items, distinct, at least one, fewer than all others.</param>
    /// <param name="weights">Filled with the weight of every item's phi in psi(right) - psi(ranking).</param>
    /// <returns>The ranking's loss.</returns>
    public static double Find(MetricLoss loss, double[] scores, int query, int[] relevant, double[] weights)
    {
        Array.Clear(weights);
        var isRelevant = new bool[scores.Length];
        foreach (int item in relevant) isRelevant[item] = true;
        int[] near = ByScore(relevant, scores);
        int[] far = ByScore([.. Enumerable.Range(0, scores.Length).Where(item => item != query && !isRelevant[item])], scores);
        int[] before = loss == MetricLoss.Auc ? Auc(scores, near, far) : AveragePrecision(scores, near, far);
        double pairs = (double)near.Length * far.Length, wrong = 0, precision = 0;
        for (int b = 0; b < far.Length; b++) // before[b] relevant items stand before the b-th other, the rest come after it
        {
            int moved = near.Length - before[b];
            wrong += moved;
            weights[far[b]] = -moved / pairs;
        }
        for (int a = 0, others = 0; a < near.Length; a++)
        {
            while (others < far.Length && before[others] <= a) others++; // others that stand before the a-th relevant item
            weights[near[a]] = others / pairs;
            precision += (a + 1.0) / (a + 1 + others);
        }
        return loss == MetricLoss.Auc ? wrong / pairs : 1 - precision / near.Length;
    }

    // A pair is wrong where that gains: 1 > s_i - s_j.
    private static int[] Auc(double[] scores, int[] near, int[] far)
    {
        var before = new int[far.Length];
        for (int b = 0, a = 0; b < far.Length; b++)
        {
            while (a < near.Length && scores[near[a]] - scores[far[b]] >= 1) a++;
            before[b] = a;
        }
        return before;
    }

    // The b-th other before the a-th relevant item and all after it: the sum of
    // (b / (a + b) - (b - 1) / (a + b - 1)) / relevant - (s_a - s_b) / pairs, a and b from 1, is largest at one place for each b.
    private static int[] AveragePrecision(double[] scores, int[] near, int[] far)
    {
        var before = new int[far.Length];
        double pairs = (double)near.Length * far.Length;
        for (int b = 1; b <= far.Length; b++)
        {
            double sum = 0, best = 0;
            int place = near.Length;
            for (int a = near.Length; a >= 1; a--)
            {
                sum += ((double)b / (a + b) - (b - 1.0) / (a + b - 1)) / near.Length - (scores[near[a - 1]] - scores[far[b - 1]]) / pairs;
                if (sum > best) (best, place) = (sum, a - 1);
            }
            before[b - 1] = b > 1 ? Math.Max(place, before[b - 2]) : place; // equal scores: the order of the others is kept
        }
        return before;
    }

    private static int[] ByScore(int[] items, double[] scores)
    {
        Array.Sort(items, (x, y) => scores[x] != scores[y] ? scores[y].CompareTo(scores[x]) : x.CompareTo(y));
        return items;
    }
}
