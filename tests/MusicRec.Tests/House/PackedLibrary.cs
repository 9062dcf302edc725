using System.IO.Compression;
using System.Xml.Linq;

namespace MusicRec.Tests.House;

/// <summary>The package as <c>dotnet pack</c> makes it, in a temporary folder of its own.</summary>
public sealed class PackedLibrary : IAsyncLifetime
{
    /// <summary>The temporary folder; the packages lie in its folder "source".</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("musicrec-package-").FullName;

    /// <summary>Folder of the packages, usable as a package source.</summary>
    public string Source => Path.Combine(Folder, "source");

    /// <summary>The packed nuspec.</summary>
    public XElement Nuspec { get; private set; } = null!;

    /// <summary>Version of the package.</summary>
    public string Version => Value("version");

    /// <summary>Packs the library that these tests were built against.</summary>
    public async Task InitializeAsync()
    {
        await Tool.Dotnet(Repository.PathOf("src/MusicRec.Core"), "pack", "--no-build", "-c", Tool.Configuration, "-o", Source);
        using var package = Open("*.nupkg");
        using var nuspec = package.GetEntry("MusicRec.Core.nuspec")!.Open();
        Nuspec = XElement.Load(nuspec);
    }

    /// <summary>Removes the folder.</summary>
    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Opens the one file of the source that matches.</summary>
    public ZipArchive Open(string pattern) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Source, pattern)));

    /// <summary>Elements of the nuspec by local name.</summary>
    public IEnumerable<XElement> Elements(string name) => Nuspec.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>Text of a nuspec element that comes once.</summary>
    public string Value(string name) => Assert.Single(Elements(name)).Value;
}
