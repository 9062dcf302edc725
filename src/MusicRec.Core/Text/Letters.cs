using System.Collections.Frozen;
using System.Text;

namespace MusicRec.Text;

/// <summary>Plain forms of letters, by a table of our own: Unicode normalisation is not there on every machine.</summary>
internal static class Letters
{
    private static readonly FrozenDictionary<int, string> Unmarked = Table(
        "a àáâãäåāăą", "c çćĉċč", "d ðďđ", "e èéêëēĕėęě", "g ĝğġģ", "h ĥħ", "i ìíîïĩīĭįı", "j ĵ", "k ķĸ", "l ĺļľŀł",
        "n ñńņňŉŋ", "o òóôõöøōŏő",
        "r ŕŗř", "s śŝşšſ", "t ţťŧ", "u ùúûüũūŭůűų", "w ŵ", "y ýÿŷ", "z źżž", "ae æ", "oe œ", "ss ß", "th þ");

    private static readonly FrozenDictionary<int, string> Ligatures = Table(
        "ff ﬀ", "fi ﬁ", "fl ﬂ", "ffi ﬃ", "ffl ﬄ", "st ﬅﬆ", "ij ĳ", "lj ǉ", "nj ǌ");

    /// <summary>Adds a letter in lower case: full-width forms and ligatures as plain letters, and without its marks where asked.</summary>
    public static void Append(StringBuilder word, Rune letter, bool unmark)
    {
        int value = letter.Value is >= 0xFF01 and <= 0xFF5E ? letter.Value - 0xFEE0 : letter.Value;
        if (Ligatures.TryGetValue(value, out string? plain) || (unmark && Unmarked.TryGetValue(value, out plain))) word.Append(plain);
        else word.Append(new Rune(value).ToString());
    }

    private static FrozenDictionary<int, string> Table(params ReadOnlySpan<string> lines)
    {
        var table = new Dictionary<int, string>();
        foreach (string line in lines)
            foreach (char marked in line[(line.IndexOf(' ') + 1)..]) table.Add(marked, line[..line.IndexOf(' ')]);
        return table.ToFrozenDictionary();
    }
}
