using System.Text;
using MusicRec.Numerics;

namespace MusicRec.Text;

/// <summary>A list of terms in a model file: UTF-8 with a zero byte after each.</summary>
internal static class TermsFile
{
    public static void Save(ModelFile file, string name, IReadOnlyList<string> terms)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(terms.Select(term => term + '\0')));
        file.Add(name, text, text.Length);
    }

    /// <exception cref="MusicRecException">A term is empty or comes twice, or the text is cut.</exception>
    public static string[] Load(ModelFile file, string name)
    {
        string text = Encoding.UTF8.GetString(file.Get<byte>(name, -1));
        if (text.Length == 0) return [];
        if (!text.EndsWith('\0')) throw new MusicRecException($"The terms in '{name}' are cut short.");
        string[] terms = text[..^1].Split('\0');
        if (terms.Contains("") || terms.Distinct(StringComparer.Ordinal).Count() < terms.Length)
            throw new MusicRecException($"The terms in '{name}' are damaged: one is empty or comes twice.");
        return terms;
    }

    /// <summary>Refuses a term that cannot be stored.</summary>
    public static string Check(string term) => term.Length > 0 && !term.Contains('\0')
        ? term : throw new ArgumentException($"The term '{term}' is empty or holds a zero character.", nameof(term));
}
