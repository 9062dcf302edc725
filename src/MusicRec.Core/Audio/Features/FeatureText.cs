using System.Collections;
using System.Globalization;

namespace MusicRec.Audio;

/// <summary>Option records in words that are the same in every culture.</summary>
public static class FeatureText
{
    /// <summary>The text of all the given values: numbers, names and option records, whose public properties are listed by name. Of a list, all
    /// elements.</summary>
    /// <param name="parts">What the features depend on, for instance a name, a version, and the options of the front-end.</param>
    /// <exception cref="ArgumentException">A part prints a type's name in place of its values, as a list inside a record does; give the list as a
    /// part of its own.</exception>
    public static string Of(params ReadOnlySpan<object?> parts)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; // a record's own ToString knows no other way
            var words = new string[parts.Length];
            for (int i = 0; i < words.Length; i++) words[i] = Word(parts[i]);
            return string.Join("; ", words);
        }
        finally { CultureInfo.CurrentCulture = culture; }
    }

    private static string Word(object? part)
    {
        if (part is null) return "none";
        if (part is string text) return text;
        if (part is IEnumerable list) return $"[{string.Join(", ", list.Cast<object?>().Select(Word))}]";
        text = part.ToString() ?? "";
        bool hides = text == part.GetType().ToString() || text.Contains("[]", StringComparison.Ordinal);
        hides |= text.Contains('`', StringComparison.Ordinal); // of a generic type
        return !hides ? text : throw new ArgumentException(
            $"'{text}' names a type and not its values, so different options would share features.", nameof(part));
    }
}
