using System.Collections.Frozen;
using System.Text;

namespace MusicRec.Text;

/// <summary>Titles of playlists in one form, and their character n-grams.</summary>
internal static class TitleText
{
    // What the Million Playlist Dataset's own normalisation takes for a space.
    private static readonly FrozenSet<int> Separators = ".,/#!$%^*;:{}=_`~()@".Select(c => (int)c).ToFrozenSet();

    /// <summary>Lower case, punctuation to spaces, single spaces, none at the ends; emoji are kept, without their variants and skin tones.</summary>
    public static string Normalize(string title)
    {
        var text = new StringBuilder();
        bool space = false;
        foreach (var rune in Require.NotNull(title).EnumerateRunes())
        {
            if (rune.Value is 0xFE0E or 0xFE0F or 0x200D or (>= 0x1F3FB and <= 0x1F3FF)) continue;
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Separators.Contains(rune.Value))
            {
                space = text.Length > 0;
                continue;
            }
            if (space) text.Append(' ');
            space = false;
            text.Append(Rune.ToLowerInvariant(rune).ToString());
        }
        return text.ToString();
    }

    /// <summary>All runs of <paramref name="shortest"/> to <paramref name="longest"/> characters (code points) of each word with a space on either
    /// side; n-grams of spaces alone do not occur.</summary>
    public static IReadOnlyList<string> Grams(string normal, int shortest, int longest)
    {
        var grams = new List<string>();
        foreach (string word in normal.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Rune[] letters = [.. $" {word} ".EnumerateRunes()];
            for (int n = shortest; n <= longest; n++)
                for (int at = 0; at + n <= letters.Length; at++) grams.Add(string.Concat(letters[at..(at + n)].Select(letter => letter.ToString())));
        }
        return grams;
    }
}
