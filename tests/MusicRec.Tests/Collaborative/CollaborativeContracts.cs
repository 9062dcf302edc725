using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Collaborative;

public abstract class EaseContract(EaseForm form) : RecommenderContract<EaseModel>
{
    protected override bool FoldInEqualsScore => true;

    protected override EaseModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new Ease(new() { Regularization = 5, Transform = PlayTransform.Binary, Form = form, Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(EaseModel model, Stream stream) => model.Save(stream);

    protected override EaseModel Load(Stream stream) => EaseModel.Load(stream);
}

public class EaseItemsContractTests() : EaseContract(EaseForm.Items);

public class EaseUsersContractTests() : EaseContract(EaseForm.Users);

public class ItemKnnContractTests : RecommenderContract<ItemKnnModel>
{
    protected override bool FoldInEqualsScore => true;

    protected override ItemKnnModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new ItemKnn(new() { Threads = threads }).Fit(data, progress, cancel);

    protected override void Save(ItemKnnModel model, Stream stream) => model.Save(stream);

    protected override ItemKnnModel Load(Stream stream) => ItemKnnModel.Load(stream);
}

public class PopularityContractTests : RecommenderContract<PopularityModel>
{
    protected override bool FoldInEqualsScore => true;

    protected override bool LearnsTaste => false;

    protected override PopularityModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new Popularity().Fit(data, progress, cancel);

    protected override void Save(PopularityModel model, Stream stream) => model.Save(stream);

    protected override PopularityModel Load(Stream stream) => PopularityModel.Load(stream);

    [Fact]
    public void Listeners_or_plays_are_counted()
    {
        var data = Interactions.FromTriples([0, 1, 1], [0, 0, 1], [1, 2, 7], IdMap.Sequential(2), IdMap.Sequential(2));
        var (listeners, plays) = (new float[2], new float[2]);
        new Popularity().Fit(data).Score([0], listeners);
        new Popularity(new() { Count = PopularityCount.Plays }).Fit(data).Score([0], plays);
        Assert.Equal([2, 1], listeners);
        Assert.Equal([3, 7], plays);
    }
}

public class RandomScoresContractTests : RecommenderContract<RandomScoresModel>
{
    protected override bool LearnsTaste => false;

    protected override RandomScoresModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new RandomScores(new() { Seed = 4 }).Fit(data, progress, cancel);

    protected override void Save(RandomScoresModel model, Stream stream) => model.Save(stream);

    protected override RandomScoresModel Load(Stream stream) => RandomScoresModel.Load(stream);
}
