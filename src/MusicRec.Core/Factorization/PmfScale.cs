using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Between ratings and what the vectors predict: target = (rating - Offset) / Span; prediction = Offset + Span g(u.v), g the link.</summary>
internal readonly record struct PmfScale(PmfLink Link, double Offset, double Span)
{
    public static PmfScale Of(Csr ratings, PmfOptions options)
    {
        if (ratings.Count == 0) return new(options.Link, 0, 1);
        if (options.Link == PmfLink.Linear) return new(PmfLink.Linear, options.Centered ? ratings.Values.Average(r => (double)r) : 0, 1);
        double low = ratings.Values.Min(), high = ratings.Values.Max();
        return new(PmfLink.Logistic, low, high > low ? high - low : 1);
    }

    public double Target(float rating) => (rating - Offset) / Span;

    /// <summary>g(score) and its derivative.</summary>
    public (double Value, double Slope) Apply(double score)
    {
        if (Link == PmfLink.Linear) return (score, 1);
        double g = 1 / (1 + Math.Exp(-score));
        return (g, g * (1 - g));
    }

    public double Rating(double score) => Offset + Span * Apply(score).Value;
}
