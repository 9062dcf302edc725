namespace MusicRec.Evaluation;

/// <summary>A list metric that reads the first <see cref="Cutoff"/> ranks.</summary>
/// <param name="cutoff">Ranks read, 1 or more; <see cref="int.MaxValue"/> for the whole list.</param>
public abstract class CutoffMetric(int cutoff) : IMetric
{
    /// <summary>Ranks read; <see cref="int.MaxValue"/> reads the whole list.</summary>
    public int Cutoff { get; } = Require.Positive(cutoff);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public int Depth(int relevant) => Cutoff;

    /// <inheritdoc/>
    public virtual double Weight(int relevant) => 1;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant)
    {
        Hits.RequireAscending(relevant);
        return OfTop(ranked[..Math.Min(ranked.Length, Cutoff)], relevant);
    }

    /// <summary>The value of a list already cut at <see cref="Cutoff"/>.</summary>
    private protected abstract double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant);

    /// <summary>"label@k", or "label" for an unlimited cut-off, then the variants that differ from the default in brackets.</summary>
    private protected string Label(string label, params ReadOnlySpan<string?> variants)
    {
        string name = Cutoff == int.MaxValue ? label : $"{label}@{Cutoff}", list = "";
        foreach (string? variant in variants)
        {
            if (variant is not null) list += list.Length == 0 ? variant : "," + variant;
        }
        return list.Length == 0 ? name : $"{name}({list})";
    }

    /// <summary>The variant's name in lower case, or null for the default (value 0).</summary>
    private protected static string? Variant<T>(T value) where T : struct, Enum =>
        EqualityComparer<T>.Default.Equals(value, default) ? null : value.ToString().ToLowerInvariant();

    /// <summary>Relevant items in the perfect list.</summary>
    private protected int IdealItems(IdealLength ideal, int relevant, int hits) => ideal switch
    {
        IdealLength.AtMostCutoff => Math.Min(Cutoff, relevant),
        IdealLength.Relevant => relevant,
        _ => hits,
    };
}
