namespace MusicRec.Text;

/// <summary>How terms are chosen and weighed by <see cref="TfIdf"/>.</summary>
public sealed record TfIdfOptions
{
    /// <summary>Terms in fewer documents are dropped. Default 1.</summary>
    public int MinDocuments { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Terms in a larger share of the documents are dropped, in (0, 1]. Default 1: none.</summary>
    public double MaxDocumentShare { get; init => field = value == 1 ? 1 : Require.Fraction(value); } = 1;

    /// <summary>Most terms to keep, the most frequent ones (all occurrences counted; ties by ordinal order); null (default) for all.</summary>
    public int? MaxFeatures { get; init => field = value is { } most ? Require.Positive(most, nameof(MaxFeatures)) : null; }

    /// <summary>True: tf counts as 1 + ln tf. Default false.</summary>
    public bool Sublinear { get; init; }

    /// <summary>True (default): rows are scaled to Euclidean length 1.</summary>
    public bool Normalize { get; init; } = true;
}

/// <summary>Term frequency times inverse document frequency, with scikit-learn's smoothed formula: weight = tf (ln((1 + n) / (1 + df)) + 1), n
/// documents, df of them holding the term. See docs/methods/text.md.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class TfIdf(TfIdfOptions? options = null)
{
    /// <summary>How terms are chosen and weighed.</summary>
    public TfIdfOptions Options { get; } = options ?? new();

    /// <summary>Chooses the terms and counts in how many documents they are.</summary>
    /// <param name="documents">Each document's tokens, repeats included.</param>
    /// <exception cref="MusicRecException">No term is left.</exception>
    public TfIdfModel Fit(IEnumerable<IReadOnlyList<string>> documents)
    {
        var counts = new Dictionary<string, (int Documents, long Occurrences)>(StringComparer.Ordinal);
        int total = 0;
        foreach (var document in Require.NotNull(documents))
        {
            total++;
            foreach (var group in document.GroupBy(token => token, StringComparer.Ordinal))
            {
                counts.TryGetValue(TermsFile.Check(group.Key), out var count);
                counts[group.Key] = (count.Documents + 1, count.Occurrences + group.Count());
            }
        }
        var kept = counts.Where(pair => pair.Value.Documents >= Options.MinDocuments && pair.Value.Documents <= Options.MaxDocumentShare * total);
        if (Options.MaxFeatures is { } most)
            kept = kept.OrderByDescending(pair => pair.Value.Occurrences).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(most);
        var terms = kept.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        if (terms.Length == 0)
            throw new MusicRecException($"No term is left of {counts.Count} in {total} documents. Lower MinDocuments or raise MaxDocumentShare.");
        float[] weights = [.. terms.Select(term => (float)(Math.Log((1.0 + total) / (1.0 + term.Value.Documents)) + 1))];
        return new TfIdfModel([.. terms.Select(term => term.Key)], weights, Options.Sublinear, Options.Normalize);
    }
}
