using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MusicRec.Tests.House;

/// <summary>Which rooms a source file names: by using directive, by full name, or by a name relative to the root namespace
/// (inside namespace MusicRec.Data, <c>Ranking.Ranker</c> means <c>MusicRec.Ranking.Ranker</c>), documentation included.</summary>
internal static class RoomReferences
{
    private const string Prefix = "MusicRec";

    /// <summary>The room and line of every reference.</summary>
    /// <param name="root">A parsed file.</param>
    /// <param name="typesOf">The types that each room declares, to tell a room's name from a property that is called alike.</param>
    public static IEnumerable<(string Room, int Line)> Find(CompilationUnitSyntax root, ILookup<string, string> typesOf) =>
        from node in root.DescendantNodes(descendIntoTrivia: true)
        let parts = Parts(node)
        where parts.Length > 1 && !IsInner(node) && node.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name != node
        let room = Room(parts, typesOf)
        where room is not null
        select (room, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1);

    /// <summary>Names of the types that a file declares, nested ones left out.</summary>
    public static IEnumerable<string> DeclaredTypes(CompilationUnitSyntax root) =>
        root.DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                _ => null,
            }).OfType<string>();

    private static string? Room(string[] parts, ILookup<string, string> typesOf)
    {
        if (parts[0] == "global") parts = parts[1..];
        if (parts[0] == Prefix) return Floors.Of.ContainsKey(parts[1]) ? parts[1] : Floors.Ground;
        return typesOf[parts[0]].Contains(parts[1]) ? parts[0] : null;
    }

    // Only the outermost name counts: of MusicRec.Data.IdMap, neither MusicRec.Data nor IdMap.
    private static bool IsInner(SyntaxNode node) => node.Parent is { } parent && Parts(parent).Length > 1;

    private static string[] Parts(SyntaxNode? node) => node switch
    {
        QualifiedNameSyntax name => [.. Parts(name.Left), .. Parts(name.Right)],
        AliasQualifiedNameSyntax name => [name.Alias.Identifier.Text, .. Parts(name.Name)],
        MemberAccessExpressionSyntax name when Parts(name.Expression) is { Length: > 0 } left => [.. left, .. Parts(name.Name)],
        QualifiedCrefSyntax name when name.Member is NameMemberCrefSyntax member => [.. Parts(name.Container), .. Parts(member.Name)],
        SimpleNameSyntax name => [name.Identifier.Text],
        _ => [],
    };
}
