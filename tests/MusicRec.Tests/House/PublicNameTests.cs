using MusicRec.Data;

namespace MusicRec.Tests.House;

public class PublicNameTests
{
    [Fact]
    public void No_public_name_comes_twice()
    {
        var twice = typeof(Interactions).Assembly.GetExportedTypes().Where(type => !type.IsNested)
            .GroupBy(type => type.Name).Where(group => group.Count() > 1).Select(group => string.Join(" and ", group.Select(type => type.FullName)));
        Assert.Empty(twice); // a program that imports two rooms must not have to choose
    }
}
