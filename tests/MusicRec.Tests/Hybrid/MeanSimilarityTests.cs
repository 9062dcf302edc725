using MusicRec.Data;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Hybrid;

public class MeanSimilarityContractTests : RecommenderContract<MeanSimilarityModel>
{
    protected override bool FoldInEqualsScore => true;

    protected override MeanSimilarityModel Fit(
        Interactions data, int threads = 0, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        progress?.Report(default); // nothing is trained, so there is nothing to tell
        cancel.ThrowIfCancellationRequested();
        var vectors = new Matrix(data.Items, 3);
        for (int i = 0; i < data.Items; i++) (vectors.Row(i)[0], vectors.Row(i)[1]) = (i < data.Items / 2 ? 0 : 5, 0.01f * i);
        return new MeanSimilarity().Fit(data, vectors);
    }

    protected override void Save(MeanSimilarityModel model, Stream stream) => model.Save(stream);

    protected override MeanSimilarityModel Load(Stream stream) => MeanSimilarityModel.Load(stream);
}

public class MeanSimilarityTests
{
    [Fact]
    public void A_score_is_the_mean_over_played_items_of_the_similarity()
    {
        var vectors = Matrix.From([0, 0, 3, 4, 1, 0, 0, 2], 4, 2);
        var plays = Interactions.FromTriples([0, 0, 1], [0, 1, 3], [1, 5, 0], IdMap.Sequential(2), IdMap.Sequential(4));
        var model = new MeanSimilarity(new() { Neighbors = 1 }).Fit(plays, vectors);
        Assert.Equal(4, model.Width); // squared distances to the nearest: 1, 13, 1, 4; the upper median
        var scores = new float[8];
        model.Score([0, 1], scores);
        double S(double squared) => Math.Exp(-squared / 4);
        double[] expected = [(1 + S(25)) / 2, (S(25) + 1) / 2, (S(1) + S(20)) / 2, (S(4) + S(13)) / 2, 0, 0, 0, 0]; // an entry of weight 0 is no play
        for (int i = 0; i < 8; i++) Assert.Equal(expected[i], scores[i], 1e-6);
        Assert.Throws<ArgumentException>(() => new MeanSimilarity().Fit(plays, new Matrix(3, 2)));
    }

    [Fact]
    public void Items_that_are_all_alike_score_the_same()
    {
        var plays = Interactions.FromTriples([0], [1], [1], IdMap.Sequential(1), IdMap.Sequential(3));
        var scores = new float[3];
        new MeanSimilarity().Fit(plays, new Matrix(3, 2)).Score([0], scores);
        Assert.Equal([1f, 1f, 1f], scores);
    }
}
