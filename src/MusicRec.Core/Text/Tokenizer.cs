using System.Globalization;
using System.Text;

namespace MusicRec.Text;

/// <summary>How text becomes tokens.</summary>
public sealed record TokenizerOptions
{
    /// <summary>Tokens of fewer characters are dropped. Default 2, as scikit-learn.</summary>
    public int MinLength { get; init => field = Require.Positive(value); } = 2;

    /// <summary>True (default): accents and other marks are taken off Latin letters (Latin-1, Extended-A) and combining marks off all, so that
    /// "Björk"
    /// and "Bjork" are one token. False keeps them; text must then be in composed form throughout.</summary>
    public bool FoldMarks { get; init; } = true;

    /// <summary>Tokens to drop, in lower case, or null. <see cref="StopWords.English"/> is a short list.</summary>
    public IReadOnlySet<string>? Stop { get; init; }

    /// <summary>Whether tokens are stemmed (see <see cref="PorterStemmer"/>): for English only. Default false.</summary>
    public bool Stem { get; init; }
}

/// <summary>Cuts text of any script into words: runs of letters, digits and their marks, in lower case. The result does not depend on culture or on
/// the machine's Unicode library. Stop words are dropped before stemming. Thread-safe.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class Tokenizer(TokenizerOptions? options = null)
{
    /// <summary>How text becomes tokens.</summary>
    public TokenizerOptions Options { get; } = options ?? new();

    /// <summary>The words of a text, in order, repeats included.</summary>
    public IReadOnlyList<string> Tokens(string text)
    {
        var (tokens, word) = (new List<string>(), new StringBuilder());
        foreach (var rune in Require.NotNull(text).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            bool isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (isMark && Options.FoldMarks && category == UnicodeCategory.NonSpacingMark) continue;
            if (Rune.IsLetterOrDigit(rune) || (isMark && word.Length > 0)) Letters.Append(word, Rune.ToLowerInvariant(rune), Options.FoldMarks);
            else End(word, tokens);
        }
        End(word, tokens);
        return tokens;
    }

    private void End(StringBuilder word, List<string> tokens)
    {
        if (word.Length == 0) return;
        string token = word.ToString();
        word.Clear();
        if (token.Length < Options.MinLength || Options.Stop?.Contains(token) == true) return;
        tokens.Add(Options.Stem ? PorterStemmer.Stem(token) : token);
    }
}
