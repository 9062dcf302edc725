using System.Text.Json;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MusicRec.Tests.House;

/// <summary>What a user gets from the package: its content, its dependencies, and the README's program running on it.</summary>
public class PackageTests(PackedLibrary packed) : IClassFixture<PackedLibrary>
{
    private const string Target = "net10.0";

    [Fact]
    public void It_holds_the_library_its_documentation_and_the_papers_and_nothing_else()
    {
        using var package = packed.Open("*.nupkg");
        var content = package.Entries.Select(entry => entry.FullName)
            .Where(name => name != "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal)
                && !name.StartsWith("package/", StringComparison.Ordinal));
        Assert.Equal(["CHANGELOG.md", "LICENSE", "MusicRec.Core.nuspec",
            "README.md", $"lib/{Target}/MusicRec.Core.dll", $"lib/{Target}/MusicRec.Core.xml"],
            content.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_debug_symbols_are_in_a_package_of_their_own()
    {
        using var symbols = packed.Open("*.snupkg");
        Assert.NotNull(symbols.GetEntry($"lib/{Target}/MusicRec.Core.pdb"));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        Assert.Equal("MusicRec.Core", packed.Value("id"));
        Assert.Equal(Build().Descendants("Version").Single().Value, packed.Version);
        Assert.Equal("MIT", packed.Value("license"));
        Assert.Equal("README.md", packed.Value("readme"));
        Assert.Matches("commit ([0-9a-f]{40}|unknown)\\.$", packed.Value("releaseNotes"));
        Assert.DoesNotContain("$", packed.Nuspec.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_dependencies_are_those_of_the_build()
    {
        var group = Assert.Single(packed.Elements("group"));
        Assert.Equal(Target, group.Attribute("targetFramework")!.Value);
        Assert.Equal(Build().Descendants("TargetFramework").Single().Value, group.Attribute("targetFramework")!.Value);
        var declared = packed.Elements("dependency").Select(d => (Id: d.Attribute("id")!.Value, Version: d.Attribute("version")!.Value)).Order();
        Assert.Equal(LockedReferences().Order(), declared);
        var central = XElement.Parse(Repository.Text("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(p => (p.Attribute("Include")!.Value, p.Attribute("Version")!.Value));
        Assert.Subset(central.ToHashSet(), declared.ToHashSet());
    }

    [Fact]
    public void The_library_refers_to_its_dependencies_and_the_platform_only()
    {
        var used = typeof(MusicRecException).Assembly.GetReferencedAssemblies()
            .Select(a => a.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "Microsoft.Win32.Primitives");
        Assert.Equal(packed.Elements("dependency").Select(d => d.Attribute("id")!.Value).Order(), used.Order());
    }

    [Fact]
    public async Task The_program_of_the_README_runs_on_it_and_prints_what_the_README_shows()
    {
        string program = Directory.CreateDirectory(Path.Combine(packed.Folder, "program")).FullName;
        await File.WriteAllTextAsync(Path.Combine(program, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{Target}</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <!-- Ours comes from the folder, the rest from what the machine has already restored: no network, no trace. -->
                <RestoreSources>{packed.Source}</RestoreSources>
                <RestorePackagesPath>{Path.Combine(packed.Folder, "restored")}</RestorePackagesPath>
                <RestoreFallbackFolders>{MachinePackages()}</RestoreFallbackFolders>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MusicRec.Core" Version="{packed.Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(program, "Program.cs"), Readme.Program);
        File.Copy(Repository.PathOf("samples/plays.tsv"), Path.Combine(program, "plays.tsv"));
        await Tool.Dotnet(program, "build", "-c", "Release", "-o", "built");
        Assert.Equal(Readme.PrintedResult, (await Tool.Dotnet(program, "built/Program.dll")).ReplaceLineEndings("\n").TrimEnd());
    }

    [Fact]
    public void The_other_programs_of_the_README_compile()
    {
        string usings = string.Concat(new[] { "System", "System.IO",
            "System.Linq", "System.Collections.Generic" }.Select(n => $"global using {n};\n"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        Assert.NotEmpty(Readme.MorePrograms);
        foreach (string text in Readme.MorePrograms)
        {
            var program = CSharpCompilation.Create("readme", [CSharpSyntaxTree.ParseText(usings + text)], references,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, generalDiagnosticOption: ReportDiagnostic.Error));
            Assert.Empty(program.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d}\n{text}"));
        }
    }

    private static XElement Build() => XElement.Parse(Repository.Text("Directory.Build.props"));

    // What the project asks for by name, without the tools that only build it.
    private static IEnumerable<(string, string)> LockedReferences()
    {
        var tools = XElement.Parse(Repository.Text("src/MusicRec.Core/MusicRec.Core.csproj")).Descendants("PackageReference")
            .Where(reference => reference.Attribute("PrivateAssets")?.Value == "all").Select(reference => reference.Attribute("Include")!.Value);
        using var locked = JsonDocument.Parse(Repository.Text("src/MusicRec.Core/packages.lock.json"));
        return [.. locked.RootElement.GetProperty("dependencies").GetProperty(Target).EnumerateObject()
            .Where(package => package.Value.GetProperty("type").GetString() == "Direct" && !tools.Contains(package.Name)
                && package.Name != "Microsoft.NET.ILLink.Tasks")
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))];
    }

    // The machine's package folder, as the restore of the library recorded it.
    private static string MachinePackages()
    {
        using var assets = JsonDocument.Parse(Repository.Text("src/MusicRec.Core/obj/project.assets.json"));
        return string.Join(';', assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name));
    }
}
