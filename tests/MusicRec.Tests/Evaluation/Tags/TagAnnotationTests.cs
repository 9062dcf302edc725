using MusicRec.Evaluation;
using MusicRec.Numerics;

namespace MusicRec.Tests.Evaluation.Tags;

public class TagAnnotationTests
{
    // Four tracks, three tags; the last tag is on all tracks and says nothing.
    private static readonly Matrix Truth = Matrix.From([1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1], 4, 3);
    private static readonly Matrix Scores = Matrix.From([0.9f, 0.2f, 0.1f, 0.3f, 0.5f, 0.2f, 0.6f, 0.1f, 0.9f, 0.1f, 0.5f, 0], 4, 3);

    [Fact]
    public void A_small_example_worked_by_hand()
    {
        var report = TagAnnotation.Judge(Scores, Truth, new() { TagsPerTrack = 1, Diversity = 0 });
        Assert.Equal([0, 1], report.Tags.Select(tag => tag.Tag));
        // Given: track 0 tag 0 (right), 1 tag 1 (right), 2 tag 2, 3 tag 1 (right).
        Assert.Equal(new TagResult(0, 2, 1, 0.5, 0.75, (1 + 2 / 3.0) / 2), report.Tags[0]); // ranked 0, 2, 1, 3: with, without, with, without
        Assert.Equal(new TagResult(1, 2, 1, 1, 1, 1), report.Tags[1]);
        Assert.Equal((1, 0.75), (report.Precision, report.Recall));
        Assert.Equal(2 * 0.75 / 1.75, report.F, 1e-12);
        Assert.Equal(0.875, report.Auc);
        Assert.Equal((1 + 5 / 6.0) / 2, report.MeanAveragePrecision, 1e-12);
    }

    [Fact]
    public void Equal_scores_are_worth_one_half_and_stand_against_the_model()
    {
        var report = TagAnnotation.Judge(new Matrix(4, 3), Truth, new() { TagsPerTrack = 1 });
        Assert.All(report.Tags, tag => Assert.Equal((0.5, (1 / 3.0 + 2 / 4.0) / 2), (tag.Auc, tag.AveragePrecision)));
        Assert.Equal((0.5, 1), (report.Tags[0].Precision, report.Tags[0].Recall)); // the lower tag is given to all
        Assert.Equal((0.5, 0), (report.Tags[1].Precision, report.Tags[1].Recall)); // to none: the precision of chance
    }

    [Fact]
    public void Diversity_gives_rare_tags_their_turn()
    {
        var scores = Matrix.From([0.9f, 0.2f, 0.9f, 0.3f, 0.9f, 0.1f, 0.9f, 0.1f], 4, 2); // the first tag always wins
        var truth = Matrix.From([1, 1, 0, 1, 1, 0, 0, 0], 4, 2);
        Assert.Equal(0, TagAnnotation.Judge(scores, truth, new() { TagsPerTrack = 1, Diversity = 0 }).Tags[1].Recall);
        Assert.Equal(1, TagAnnotation.Judge(scores, truth, new() { TagsPerTrack = 1 }).Tags[1].Recall);
    }

    [Fact]
    public void Agrees_with_counts_over_all_pairs()
    {
        var (scores, truth) = (new Matrix(40, 7), new Matrix(40, 7));
        var random = new CounterRandom(4, 1);
        for (int i = 0; i < 280; i++)
        {
            scores.Row(i / 7)[i % 7] = (float)Math.Round(random.Uniform((ulong)i), 1);
            truth.Row(i / 7)[i % 7] = random.Uniform(1000 + (ulong)i) < 0.3 ? 1 : 0;
        }
        foreach (var tag in TagAnnotation.Judge(scores, truth).Tags)
        {
            double won = 0, pairs = 0;
            for (int a = 0; a < 40; a++)
            {
                for (int b = 0; b < 40; b++)
                {
                    if (truth[a][tag.Tag] == 0 || truth[b][tag.Tag] > 0) continue;
                    pairs++;
                    won += (1 + scores[a][tag.Tag].CompareTo(scores[b][tag.Tag])) / 2.0;
                }
            }
            Assert.Equal(won / pairs, tag.Auc, 1e-12);
        }
    }

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => TagAnnotation.Judge(Scores, new Matrix(4, 2)));
        Assert.ThrowsAny<ArgumentException>(() => TagAnnotation.Judge(Scores, new Matrix(4, 3)));
        Assert.ThrowsAny<ArgumentException>(() => TagAnnotation.Judge(Matrix.From([float.NaN, 0], 2, 1), Matrix.From([0, 1], 2, 1)));
        Assert.ThrowsAny<ArgumentException>(() => new TagAnnotationOptions { TagsPerTrack = 0 });
    }
}
