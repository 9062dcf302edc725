using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MusicRec.Tests.House;

/// <summary>Rooms stay liveable: a hand-written file has at most 400 lines, a function at most 60 (80 in Kernels).
/// Code in a folder named Generated is written by a program and is exempt.</summary>
public class SizeTests
{
    private const int FileLimit = 400, FunctionLimit = 60, KernelLimit = 80;

    /// <summary>What is larger today, with its size: "path" for a file, "path name" for a function. Only ever remove entries or lower them.</summary>
    private static readonly Dictionary<string, int> Allowed = [];

    private static readonly Lazy<Dictionary<string, int>> TooLarge = new(() => Repository.SourceFiles("src", "tests", "benchmarks", "samples")
        .Where(path => !path.Contains("/Generated/", StringComparison.Ordinal))
        .SelectMany(path => Oversized(path, Repository.Text(path)))
        .GroupBy(part => part.Name)
        .ToDictionary(group => group.Key, group => group.Max(part => part.Lines)));

    [Fact]
    public void Files_and_functions_stay_small() =>
        Assert.Empty(TooLarge.Value.Where(part => part.Value > Allowed.GetValueOrDefault(part.Key)).Select(part => $"{part.Key}: {part.Value} lines"));

    [Fact]
    public void Allowances_only_shrink() =>
        Assert.Empty(Allowed.Where(part => TooLarge.Value.GetValueOrDefault(part.Key) < part.Value)
            .Select(part => $"{part.Key} has {TooLarge.Value.GetValueOrDefault(part.Key)} lines now: lower its allowance of {part.Value}, or remove it"));

    [Theory]
    [InlineData("samples/A.cs", 57, 0), InlineData("samples/A.cs", 58, 1)]
    [InlineData("src/MusicRec.Core/Kernels/A.cs", 77, 0), InlineData("src/MusicRec.Core/Kernels/A.cs", 78, 1)]
    [InlineData("samples/A.cs", 399, 2)]
    public void The_gate_measures(string path, int statements, int expected)
    {
        string body = string.Concat(Enumerable.Repeat("x++;\n", statements));
        Assert.Equal(expected, Oversized(path, $"class C {{\n[Attribute]\nvoid F(int x)\n{{\n{body}}} }}\n").Count());
        Assert.Equal(expected, Oversized(path, $"int x = 0;\nint F()\n{{\n{body}}}\n").Count());
    }

    private static IEnumerable<(string Name, int Lines)> Oversized(string path, string text)
    {
        int limit = path.StartsWith("src/MusicRec.Core/Kernels/", StringComparison.Ordinal) ? KernelLimit : FunctionLimit;
        var root = CSharpSyntaxTree.ParseText(text, new(LanguageVersion.Preview, DocumentationMode.None)).GetRoot();
        foreach (var node in root.DescendantNodes())
        {
            if (FunctionName(node) is { } name && Lines(node) is var lines && lines > limit) yield return ($"{path} {name}", lines);
        }
        int total = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (total > FileLimit) yield return (path, total);
    }

    private static string? FunctionName(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        ConstructorDeclarationSyntax constructor => $"{constructor.Identifier.Text}()",
        OperatorDeclarationSyntax operation => $"operator {operation.OperatorToken.Text}",
        AccessorDeclarationSyntax accessor => accessor.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.Text ?? "indexer",
        _ => null,
    };

    // From the line of the name (attributes and documentation do not count) to the closing brace.
    private static int Lines(SyntaxNode node)
    {
        var first = node.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList)).SpanStart;
        var text = node.SyntaxTree.GetText().Lines;
        return text.GetLineFromPosition(node.Span.End).LineNumber - text.GetLineFromPosition(first).LineNumber + 1;
    }
}
