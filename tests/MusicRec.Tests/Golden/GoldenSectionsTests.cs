using Xunit.Abstractions;

namespace MusicRec.Tests.Golden;

/// <summary>Nothing in the set of goldens goes unchecked: a file or section that no test class claims fails by name.
/// The goldens of audio are another set, for the room that will read it.</summary>
public class GoldenSectionsTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_section_is_checked_by_a_test()
    {
        foreach (var (section, reason) in GoldenSections.NotYet) output.WriteLine($"left out: {section}: {reason}");
        Assert.NotEmpty(GoldenSections.Of(GoldenSections.Folder));
        Assert.Empty(GoldenSections.Unchecked(GoldenSections.Folder));
    }

    [Fact]
    public void The_files_are_those_of_the_manifest() => Assert.Empty(GoldenSections.Damaged(GoldenSections.Folder));

    [Fact]
    public void What_is_checked_is_not_said_to_come_later() => Assert.Empty(GoldenSections.NotYet.Keys.Intersect(GoldenSections.Checked));

    [Fact]
    public void An_unknown_section_and_a_changed_file_are_named()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("new.json"), """{"formulas": {}, "novel": [1]}""");
        File.WriteAllText(folder.File("manifest.json"), """{"files": {"new.json": {"sha256": "00"}, "gone.json": {"sha256": "00"}}}""");
        Assert.Equal(["new.json/novel"], GoldenSections.Unchecked(folder.Path));
        Assert.Equal(["new.json has another checksum than its manifest says", "gone.json is missing"], GoldenSections.Damaged(folder.Path));
    }
}
