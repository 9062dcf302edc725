namespace MusicRec.Text;

/// <summary>Porter's suffix stripping of English words (Porter 1980, 'An algorithm for suffix stripping'), as printed: without the later
/// departures of
/// the author's programs. A word that is not all of a to z is returned as it is.</summary>
public static class PorterStemmer
{
    private static readonly (string Suffix, string With)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
        ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
        ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string With)[] Step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Step4 = // longest first where one ends the other
    [
        "ement", "ment", "ent", "ance", "ence", "able", "ible", "ant", "ion", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou",
    ];

    /// <summary>The stem of a word in lower case.</summary>
    public static string Stem(string word)
    {
        if (Require.NotNull(word).Length < 3 || word.AsSpan().IndexOfAnyExceptInRange('a', 'z') >= 0) return word;
        word = Plurals(word);
        word = PastAndProgressive(word);
        if (word.EndsWith('y') && HasVowel(word, word.Length - 1)) word = word[..^1] + "i";
        word = Replace(word, Step2);
        word = Replace(word, Step3);
        word = Strip(word);
        return FinalLetters(word);
    }

    private static string Plurals(string word)
    {
        if (Ends(word, "sses") || Ends(word, "ies")) return word[..^2];
        return Ends(word, "s") && !Ends(word, "ss") ? word[..^1] : word;
    }

    private static string PastAndProgressive(string word)
    {
        if (Ends(word, "eed")) return Measure(word, word.Length - 3) > 0 ? word[..^1] : word;
        int suffix = Ends(word, "ed") ? 2 : Ends(word, "ing") ? 3 : 0;
        if (suffix == 0 || !HasVowel(word, word.Length - suffix)) return word;
        word = word[..^suffix];
        if (Ends(word, "at") || Ends(word, "bl") || Ends(word, "iz")) return word + "e";
        if (DoubleConsonant(word) && word[^1] is not ('l' or 's' or 'z')) return word[..^1];
        return Measure(word, word.Length) == 1 && ShortEnd(word, word.Length) ? word + "e" : word;
    }

    // The longest suffix of the list decides, whether or not its condition holds.
    private static string Replace(string word, (string Suffix, string With)[] rules)
    {
        var (suffix, with) = rules.Where(rule => Ends(word, rule.Suffix)).OrderByDescending(rule => rule.Suffix.Length).FirstOrDefault();
        return suffix is not null && Measure(word, word.Length - suffix.Length) > 0 ? word[..^suffix.Length] + with : word;
    }

    private static string Strip(string word)
    {
        string? suffix = Array.Find(Step4, ending => Ends(word, ending));
        if (suffix is null) return word;
        int stem = word.Length - suffix.Length;
        if (Measure(word, stem) <= 1 || (suffix == "ion" && word[stem - 1] is not ('s' or 't'))) return word;
        return word[..stem];
    }

    private static string FinalLetters(string word)
    {
        if (word.EndsWith('e'))
        {
            int stem = word.Length - 1, measure = Measure(word, stem);
            if (measure > 1 || (measure == 1 && !ShortEnd(word, stem))) word = word[..^1];
        }
        return Ends(word, "ll") && Measure(word, word.Length) > 1 ? word[..^1] : word;
    }

    private static bool Ends(string word, string suffix) => word.Length > suffix.Length && word.EndsWith(suffix, StringComparison.Ordinal);

    // y is a vowel after a consonant.
    private static bool IsConsonant(string word, int at) =>
        word[at] switch
        {
            'a' or 'e' or 'i' or 'o' or 'u' => false,
            'y' => at == 0 || !IsConsonant(word, at - 1),
            _ => true,
        };

    // m in [C](VC)^m[V], of the first letters.
    private static int Measure(string word, int length)
    {
        int measure = 0;
        for (int i = 1; i < length; i++)
            if (IsConsonant(word, i) && !IsConsonant(word, i - 1)) measure++;
        return measure;
    }

    private static bool HasVowel(string word, int length)
    {
        for (int i = 0; i < length; i++)
            if (!IsConsonant(word, i)) return true;
        return false;
    }

    private static bool DoubleConsonant(string word) => word.Length > 1 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    // Consonant, vowel, consonant other than w, x, y.
    private static bool ShortEnd(string word, int length) => length > 2 && word[length - 1] is not ('w' or 'x' or 'y')
        && IsConsonant(word, length - 1) && !IsConsonant(word, length - 2) && IsConsonant(word, length - 3);
}
