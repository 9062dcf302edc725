using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MusicRec.Tests.House;

/// <summary>The house keeps its floors: see <see cref="Floors"/>.</summary>
public class LayeringTests
{
    private const string Core = "src/MusicRec.Core/";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, Microsoft.CodeAnalysis.DocumentationMode.Parse);

    private static readonly Dictionary<string, CompilationUnitSyntax> Sources =
        Repository.SourceFiles(Core).ToDictionary(path => path, path => Parse(Repository.Text(path)));

    [Fact]
    public void Every_folder_is_a_room_on_the_floor_plan()
    {
        var unknown = Sources.Keys.Select(RoomOf).Distinct().Where(room => !Floors.Of.ContainsKey(room));
        Assert.Empty(unknown);
    }

    [Fact]
    public void A_file_s_namespace_is_its_room()
    {
        var wrong = from source in Sources
                    from declared in source.Value.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
                    let expected = RoomOf(source.Key) is { Length: > 0 } room ? $"MusicRec.{room}" : "MusicRec"
                    where declared.Name.ToString() != expected
                    select $"{source.Key} declares {declared.Name}; it must be {expected}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_room_sees_only_lower_floors_never_its_neighbours()
    {
        var types = Types(Sources);
        var wrong = from source in Sources
                    from reference in RoomReferences.Find(source.Value, types)
                    where !Floors.MaySee(RoomOf(source.Key), reference.Room)
                    select $"{source.Key}({reference.Line}) sees {Name(reference.Room)} from {Name(RoomOf(source.Key))}";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("using MusicRec.Evaluation;", "Evaluation")]
    [InlineData("namespace MusicRec.Data; class C { MusicRec.Ranking.Ranker? r; }", "Ranking")]
    [InlineData("namespace MusicRec.Data; class C { object o = global::MusicRec.Ranking.Ranker.Best; }", "Ranking")]
    [InlineData("namespace MusicRec.Data; class C { Ranking.Ranker? r; }", "Ranking")]
    [InlineData("namespace MusicRec.Data; class C { object o = Ranking.Ranker.Best; }", "Ranking")]
    [InlineData("namespace MusicRec.Data; /// <summary><see cref=\"Ranking.Ranker\"/></summary>\nclass C;", "Ranking")]
    [InlineData("namespace MusicRec.Data; class C { int n = Ranking.Count; }", null)] // a property that is called like a room
    [InlineData("using System.Text; namespace MusicRec.Data; class C { string Ranking; }", null)]
    public void A_reference_is_seen_however_it_is_written(string code, string? room)
    {
        var types = Types(new() { [$"{Core}Ranking/Ranker.cs"] = Parse("namespace MusicRec.Ranking; class Ranker;") });
        Assert.Equal(room is null ? [] : [room], RoomReferences.Find(Parse(code), types).Select(reference => reference.Room));
    }

    private static ILookup<string, string> Types(Dictionary<string, CompilationUnitSyntax> sources) =>
        sources.SelectMany(source => RoomReferences.DeclaredTypes(source.Value), (source, type) => (Room: RoomOf(source.Key), Type: type))
            .ToLookup(pair => pair.Room, pair => pair.Type);

    private static CompilationUnitSyntax Parse(string code) => (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, Parsing).GetRoot();

    private static string RoomOf(string path) => path[Core.Length..].Split('/') is [var folder, _, ..] ? folder : Floors.Ground;

    private static string Name(string room) => room == Floors.Ground ? "the root namespace (floor 0)" : $"{room} (floor {Floors.Of[room]})";
}
