namespace MusicRec.Tests.House;

/// <summary>The README's programs, and the result that it shows of the first: its fenced blocks marked csharp and text.</summary>
internal static class Readme
{
    /// <summary>The first program, from plays to recommendations.</summary>
    public static string Program => Block("csharp");

    /// <summary>The other programs, in their order.</summary>
    public static IEnumerable<string> MorePrograms
    {
        get
        {
            int count = Repository.Text("README.md").ReplaceLineEndings("\n").Split("```csharp\n").Length - 1;
            string program = Program;
            for (int i = 1; i < count; i++) yield return program = Block("csharp", program);
        }
    }

    /// <summary>What the program prints, by the README.</summary>
    public static string PrintedResult => Block("text");

    private static string Block(string language, string after = "")
    {
        string text = Repository.Text("README.md").ReplaceLineEndings("\n"), fence = $"```{language}\n";
        int start = text.IndexOf(fence, text.IndexOf(after, StringComparison.Ordinal) + after.Length, StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no block fenced as {language}.");
        start += fence.Length;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)].TrimEnd();
    }
}
