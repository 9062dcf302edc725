using System.Globalization;
using System.Text;

namespace MusicRec.Text;

/// <summary>How titles become vectors.</summary>
public sealed record TitleEncoderOptions
{
    /// <summary>Characters of the shortest n-grams, 2 or more, so that a word of one letter has some. Default 2.</summary>
    public int Shortest { get; init => field = Require.Between(value, 2, 16); } = 2;

    /// <summary>Characters of the longest n-grams; those shorter than <see cref="Shortest"/> are none. Default 4.</summary>
    public int Longest { get; init => field = Require.Between(value, 2, 16); } = 4;

    /// <summary>N-grams in fewer different titles are dropped. Default 1.</summary>
    public int MinTitles { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Most n-grams to keep, the most frequent; null (default) for all.</summary>
    public int? MaxFeatures { get; init => field = value is { } most ? Require.Positive(most, nameof(MaxFeatures)) : null; }

    /// <summary>N-grams share so many columns, each by its hash (FNV-1a), so that the width is bounded and unknown n-grams fall into known columns;
    /// null (default) gives each a column of its own.</summary>
    public int? Buckets { get; init => field = value is { } buckets ? Require.Positive(buckets, nameof(Buckets)) : null; }
}

/// <summary>Playlist titles as vectors: normalised as in the RecSys Challenge 2018 (lower case, punctuation to spaces, emoji kept), cut into the
/// character n-grams of their words, weighed by TF-IDF, scaled to length 1. See docs/methods/playlist-titles.md.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class TitleEncoder(TitleEncoderOptions? options = null)
{
    /// <summary>How titles become vectors.</summary>
    public TitleEncoderOptions Options { get; } = options ?? new();

    /// <summary>A title in the form that is compared; empty where nothing of it counts.</summary>
    public static string Normalize(string title) => TitleText.Normalize(title);

    /// <summary>Learns how rare n-grams are among different titles.</summary>
    /// <param name="titles">Titles; those that are the same in their normal form count once, empty ones not at all.</param>
    /// <exception cref="MusicRecException">No n-gram is left.</exception>
    public TitleEncoderModel Fit(IEnumerable<string> titles)
    {
        if (Options.Longest < Options.Shortest)
            throw new ArgumentException($"Longest is {Options.Longest}, below Shortest, {Options.Shortest}.");
        string[] normal = [.. Require.NotNull(titles).Select(Normalize).Where(title => title.Length > 0).Distinct(StringComparer.Ordinal)];
        int buckets = Options.Buckets ?? 0;
        var terms = new TfIdf(new() { MinDocuments = Options.MinTitles, MaxFeatures = Options.MaxFeatures, Sublinear = true })
            .Fit(normal.Select(title => Tokens(title, Options.Shortest, Options.Longest, buckets)));
        return new(terms, Options.Shortest, Options.Longest, buckets);
    }

    internal static IReadOnlyList<string> Tokens(string normal, int shortest, int longest, int buckets)
    {
        var grams = TitleText.Grams(normal, shortest, longest);
        return buckets == 0 ? grams : [.. grams.Select(gram => (Hash(gram) % (ulong)buckets).ToString(CultureInfo.InvariantCulture))];
    }

    private static ulong Hash(string gram)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(gram)) hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
