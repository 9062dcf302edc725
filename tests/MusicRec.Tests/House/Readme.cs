namespace MusicRec.Tests.House;

/// <summary>The README's program and the result it shows: its first two fenced blocks marked csharp and text.</summary>
internal static class Readme
{
    /// <summary>The program.</summary>
    public static string Program => Block("csharp");

    /// <summary>What the program prints, by the README.</summary>
    public static string PrintedResult => Block("text");

    private static string Block(string language)
    {
        string text = Repository.Text("README.md").ReplaceLineEndings("\n"), fence = $"```{language}\n";
        int start = text.IndexOf(fence, StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no block fenced as {language}.");
        start += fence.Length;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)].TrimEnd();
    }
}
