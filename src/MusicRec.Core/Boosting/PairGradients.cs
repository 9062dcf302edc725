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
    /// <returns>The mean loss of a row; NaN where it is not asked for.</returns>
    public double Run(double[] scores, bool withLoss, CancellationToken cancel)
    {
        Array.Clear(First);
        Array.Clear(Second);
        WorkerTeam.Shared.Run((_data.Queries + QueriesPerChunk - 1) / QueriesPerChunk, _threads, (chunk, _) =>
        {
            for (int q = chunk * QueriesPerChunk; q < Math.Min(_data.Queries, (chunk + 1) * QueriesPerChunk); q++) Query(q, scores, withLoss);
        }, cancel);
        return withLoss ? _losses.Sum() / Math.Max(1, scores.Length) : double.NaN;
    }

    private void Query(int q, double[] scores, bool withLoss)
    {
        int start = _data.Offsets[q], rows = _data.Offsets[q + 1] - start;
        if (rows == 0) return;
        double[] discounts = Discounts(scores, start, start + rows), powers = Powers(scores.AsSpan(start, rows));
        ReadOnlySpan<double> gains = _gains.AsSpan(start, rows);
        Span<double> first = First.AsSpan(start, rows), second = Second.AsSpan(start, rows);
        bool equal = _weight == PairWeight.Equal;
        var (total, loss) = (0.0, 0.0);
        for (int i = 0; i < rows; i++)
        {
            if (gains[i] <= 0) continue;
            var (power, slope, bend) = (powers[i], 0.0, 0.0);
            for (int j = 0; j < rows; j++)
            {
                if (gains[j] >= gains[i]) continue;
                double weight = equal ? 1 : (gains[i] - gains[j]) * Math.Abs(discounts[i] - discounts[j]) * _scale[q];
                double wrong = powers[j] / (power + powers[j]), push = weight * wrong, curve = push * (1 - wrong); // 1 / (1 + e^(s_i - s_j))
                slope += push;
                bend += curve;
                first[j] += push;
                second[j] += curve;
                total += weight;
                if (withLoss) loss -= weight * Math.Log(1 - wrong);
            }
            first[i] -= slope;
            second[i] += bend;
        }
        double scale = total > 0 ? rows / total : 0;
        for (int i = 0; i < rows; i++)
        {
            first[i] *= scale;
            second[i] *= scale;
        }
        _losses[q] = loss * scale;
    }

    // e^(s - largest s), never 0: a pair then needs no exponential of its own.
    private static double[] Powers(ReadOnlySpan<double> scores)
    {
        var powers = new double[scores.Length];
        double most = double.NegativeInfinity;
        foreach (double score in scores) most = Math.Max(most, score);
        for (int i = 0; i < powers.Length; i++) powers[i] = Math.Exp(Math.Max(-600, scores[i] - most));
        return powers;
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
