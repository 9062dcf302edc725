using System.Globalization;

namespace MusicRec.Audio;

/// <summary>Option records in words that are the same in every culture.</summary>
public static class FeatureText
{
    /// <summary>The text of all the given values: numbers, names and option records, whose public properties are listed by name.</summary>
    /// <param name="parts">What the features depend on, for instance a name, a version, and the options of the front-end.</param>
    public static string Of(params ReadOnlySpan<object?> parts)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; // a record's own ToString knows no other way
            var words = new string[parts.Length];
            for (int i = 0; i < words.Length; i++) words[i] = parts[i]?.ToString() ?? "none";
            return string.Join("; ", words);
        }
        finally { CultureInfo.CurrentCulture = culture; }
    }
}
