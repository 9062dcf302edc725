namespace MusicRec.Evaluation;

/// <summary>Normalised discounted cumulated gain at k: sum_{hits within k} gain(grade) discount(rank), divided by the same sum over the ideal list,
/// which holds the <see cref="Ideal"/> highest grades in descending order.</summary>
/// <param name="cutoff">k, 1 or more; <see cref="int.MaxValue"/> for the untruncated list.</param>
public sealed class Ndcg(int cutoff) : CutoffMetric(cutoff), IGradedMetric
{
    private const int Tabled = 1024;
    private static readonly double[] Logarithms = [.. Enumerable.Range(0, Tabled).Select(i => Math.Log2(i))];

    /// <summary>What a hit adds. Default: 1, whatever its grade.</summary>
    public Gain Gain { get; init => field = Require.Defined(value); }

    /// <summary>How ranks are discounted. Default: 1 / log2(rank + 1).</summary>
    public Discount Discount { get; init => field = Require.Defined(value); }

    /// <summary>Length of the ideal list. Default: min(k, R).</summary>
    public IdealLength Ideal { get; init => field = Require.Defined(value); }

    /// <inheritdoc/>
    public override string Name => Label("ndcg", Variant(Gain), Variant(Discount), Variant(Ideal));

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, ReadOnlySpan<float> grades)
    {
        Require.Length(grades.Length, relevant.Length, nameof(grades));
        if (Gain == Gain.Binary) return Evaluate(ranked, relevant);
        Hits.RequireAscending(relevant);
        Span<double> gains = relevant.Length <= 256 ? stackalloc double[relevant.Length] : new double[relevant.Length];
        for (int i = 0; i < gains.Length; i++) gains[i] = GainOf(grades[i]);
        var (sum, hits) = (0.0, 0);
        for (int i = 0; i < ranked.Length && i < Cutoff; i++)
        {
            int at = relevant.BinarySearch(ranked[i]);
            if (at < 0) continue;
            hits++;
            sum += gains[at] * DiscountAt(i + 1);
        }
        gains.Sort();
        gains.Reverse();
        double best = 0;
        for (int i = 0, n = IdealItems(Ideal, relevant.Length, hits); i < n; i++) best += gains[i] * DiscountAt(i + 1);
        return best > 0 ? sum / best : 0;
    }

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        double sum = 0, best = 0;
        int hits = 0;
        for (int i = 0; i < top.Length; i++)
        {
            if (!Hits.Is(top[i], relevant)) continue;
            hits++;
            sum += DiscountAt(i + 1);
        }
        if (hits == 0) return 0;
        for (int i = 0, n = IdealItems(Ideal, relevant.Length, hits); i < n; i++) best += DiscountAt(i + 1);
        return sum / best;
    }

    private double GainOf(float grade)
    {
        if (!(grade >= 0)) throw new ArgumentOutOfRangeException(nameof(grade), grade, $"A grade is {grade}; grades must be at least 0.");
        if (Gain == Gain.Linear) return grade;
        return grade < 1024 ? Math.Pow(2, grade) - 1
            : throw new ArgumentOutOfRangeException(
                nameof(grade), grade, $"A grade is {grade}; 2^grade overflows. Use linear gain, or map plays to a few grades.");
    }

    private double DiscountAt(int rank) => Discount == Discount.Log2 ? 1 / Log2(rank + 1) : rank <= 2 ? 1 : 1 / Log2(rank);

    private static double Log2(int value) => value < Tabled ? Logarithms[value] : Math.Log2(value);
}
