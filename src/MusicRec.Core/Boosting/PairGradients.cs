using MusicRec.Numerics;

namespace MusicRec.Boosting;

/// <summary>Derivatives of the pairwise logistic loss: for every pair of a query with relevance r_i > r_j, w_ij ln(1 + e^(s_j - s_i)), w_ij by
/// <see cref="PairWeight"/>, scaled so that a query weighs as its number of rows.</summary>
internal sealed class PairGradients
{
    private const int QueriesPerChunk = 16;
    private readonly RankingData _data;
    private readonly PairWeight _weight;
    private readonly int _threads;
    private readonly double[] _gains, _scale; // 2^r - 1 of each row; 1 / ideal DCG of each query
    private readonly double[] _losses;

    public PairGradients(RankingData data, PairWeight weight, int threads)
    {
        (_data, _weight, _threads) = (data, weight, threads);
        _gains = new double[data.Features.Rows];
        for (int r = 0; r < _gains.Length; r++) _gains[r] = Math.Pow(2, data.Relevance[r]) - 1;
        _scale = new double[data.Queries];
        for (int q = 0; q < data.Queries; q++)
        {
            double ideal = _gains[data.Offsets[q]..data.Offsets[q + 1]].OrderDescending().Select((gain, place) => gain * Discount(place)).Sum();
            _scale[q] = ideal > 0 ? 1 / ideal : 0;
        }
        _losses = new double[data.Queries];
        (First, Second) = (new double[_gains.Length], new double[_gains.Length]);
    }

    /// <summary>First derivatives by row.</summary>
    public double[] First { get; }

    /// <summary>Second derivatives by row.</summary>
    public double[] Second { get; }

    /// <summary>Computes the derivatives at some scores.</summary>
    /// <returns>The mean loss of a row.</returns>
    public double Run(double[] scores, CancellationToken cancel)
    {
        Array.Clear(First);
        Array.Clear(Second);
        WorkerTeam.Shared.Run((_data.Queries + QueriesPerChunk - 1) / QueriesPerChunk, _threads, (chunk, _) =>
        {
            for (int q = chunk * QueriesPerChunk; q < Math.Min(_data.Queries, (chunk + 1) * QueriesPerChunk); q++) Query(q, scores);
        }, cancel);
        return _losses.Sum() / Math.Max(1, scores.Length);
    }

    private void Query(int q, double[] scores)
    {
        int start = _data.Offsets[q], end = _data.Offsets[q + 1];
        double[] discounts = Discounts(scores, start, end);
        var (total, loss) = (0.0, 0.0);
        for (int i = start; i < end; i++)
        {
            if (_gains[i] <= 0) continue;
            for (int j = start; j < end; j++)
            {
                if (_gains[j] >= _gains[i]) continue;
                double weight = _weight == PairWeight.Equal ? 1
                    : (_gains[i] - _gains[j]) * Math.Abs(discounts[i - start] - discounts[j - start]) * _scale[q];
                double margin = scores[i] - scores[j], wrong = 1 / (1 + Math.Exp(margin)), curve = wrong * (1 - wrong);
                First[i] -= weight * wrong;
                First[j] += weight * wrong;
                Second[i] += weight * curve;
                Second[j] += weight * curve;
                loss += weight * (margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin);
                total += weight;
            }
        }
        double scale = total > 0 ? (end - start) / total : 0;
        for (int i = start; i < end; i++)
        {
            First[i] *= scale;
            Second[i] *= scale;
        }
        _losses[q] = loss * scale;
    }

    // By present rank; ties to the earlier row.
    private double[] Discounts(double[] scores, int start, int end)
    {
        var discounts = new double[end - start];
        if (_weight == PairWeight.Equal) return discounts;
        int[] order = [.. Enumerable.Range(0, end - start).OrderByDescending(i => scores[start + i]).ThenBy(i => i)];
        for (int place = 0; place < order.Length; place++) discounts[order[place]] = Discount(place);
        return discounts;
    }

    private static double Discount(int place) => 1 / Math.Log2(place + 2);
}
