using MusicRec.Ranking;

namespace MusicRec.Tests.Contracts;

/// <summary>No fitted recommender without its contract; a base class is covered by the models that inherit it.</summary>
public class ContractCoverageTests
{
    [Fact]
    public void Every_public_recommender_has_a_contract()
    {
        var covered = typeof(ContractCoverageTests).Assembly.GetTypes().Where(type => !type.IsAbstract).Select(Model).ToHashSet();
        var models = typeof(IRecommender).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IRecommender).IsAssignableFrom(type)).ToList();
        Assert.True(models.Count >= 8, "the search finds the models");
        Assert.Empty(models.Where(model => !covered.Any(model.IsAssignableFrom)).Select(model => model.Name));
    }

    private static Type? Model(Type type)
    {
        for (var above = type.BaseType; above is not null; above = above.BaseType)
            if (above.IsGenericType && above.GetGenericTypeDefinition() == typeof(RecommenderContract<>)) return above.GetGenericArguments()[0];
        return null;
    }
}
