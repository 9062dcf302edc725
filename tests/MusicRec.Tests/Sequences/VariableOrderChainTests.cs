using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class VariableOrderChainTests
{
    private static readonly ItemSequences Train = DrawSequences.Rows(rows: 150, items: 12, longest: 9, seed: 8);
    private static readonly ItemSequences Histories = DrawSequences.Rows(rows: 60, items: 12, longest: 5, seed: 9);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(4), InlineData(8)]
    public void Witten_bell_is_its_formula(int order)
    {
        var model = new VariableOrderChain(new() { Order = order }).Fit(Train);
        Check(model, history => Reference(history, order, (context, _) =>
        {
            double[] counts = Counts(context);
            double total = counts.Sum(), kinds = counts.Count(n => n > 0);
            return (counts.Select(n => n / (total + kinds)), kinds / (total + kinds));
        }));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Kneser_ney_is_its_formula(int order)
    {
        var model = new VariableOrderChain(new() { Order = order, Smoothing = ChainSmoothing.KneserNey }).Fit(Train);
        double[] discounts = [.. Enumerable.Range(0, order + 1).Select(m => Discount(m, order))];
        Check(model, history => Reference(history, order, (context, m) =>
        {
            double[] counts = m == order ? Counts(context) : Continuations(context);
            double total = counts.Sum(), kinds = counts.Count(n => n > 0);
            return (counts.Select(n => Math.Max(n - discounts[m], 0) / total), discounts[m] * kinds / total);
        }));
    }

    [Fact]
    public void A_longer_context_tells_apart_what_the_last_item_cannot()
    {
        var train = DrawSequences.Of(5, [0, 2, 3], [1, 2, 4], [0, 2, 3], [1, 2, 4]);
        var model = new VariableOrderChain(new() { Order = 2 }).Fit(train);
        var lists = SequenceRanker.RecommendNext(model, DrawSequences.Of(5, [0, 2], [1, 2]), new() { K = 1 });
        Assert.Equal((3, 4), (lists[0][0].Item, lists[1][0].Item));
        Assert.Equal(1 + 3 + 2, model.Contexts); // nothing; 0, 1, 2; (0, 2), (1, 2) - and no context that nothing follows
    }

    [Fact]
    public void Nothing_learned_is_all_items_alike()
    {
        var model = new VariableOrderChain().Fit(DrawSequences.Of(4, []));
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], DrawSequences.Score(model, DrawSequences.Of(4, [1, 2])));
        Assert.Empty(DrawSequences.Score(new VariableOrderChain().Fit(DrawSequences.Of(0)), DrawSequences.Of(0, [])));
    }

    private static void Check(VariableOrderChainModel model, Func<int[], double[]> probabilities)
    {
        for (int row = 0; row < Histories.Count; row++)
        {
            var scores = new float[Train.Items];
            model.ScoreNext(Histories, [row], scores);
            double[] expected = probabilities(Histories[row].ToArray());
            Assert.Equal(1, scores.Sum(p => (double)p), 1e-5);
            for (int i = 0; i < scores.Length; i++) Assert.Equal(expected[i], scores[i], 1e-6);
        }
    }

    // From nothing upwards to the longest context that training has seen.
    private static double[] Reference(int[] history, int order, Func<int[], int, (IEnumerable<double> Own, double BackOff)> level)
    {
        double[] p = [.. Enumerable.Repeat(1.0 / Train.Items, Train.Items)];
        for (int m = 0; m <= Math.Min(order, history.Length); m++)
        {
            int[] context = history[^m..];
            if (Counts(context).Sum() == 0) break;
            var (own, backOff) = level(context, m);
            p = [.. own.Zip(p, (mine, shorter) => mine + backOff * shorter)];
        }
        return p;
    }

    private static double[] Counts(int[] context)
    {
        var counts = new double[Train.Items];
        foreach (var (_, next) in Places(context)) counts[next]++;
        return counts;
    }

    private static double[] Continuations(int[] context)
    {
        double[] counts = new double[Train.Items];
        foreach (var (_, next) in Places(context).Distinct()) counts[next]++;
        return counts;
    }

    // Every place where something follows the context: what stands before it (-1: the beginning) and what follows.
    private static IEnumerable<(int Before, int Next)> Places(int[] context)
    {
        for (int row = 0; row < Train.Count; row++)
        {
            int[] events = Train[row].ToArray();
            for (int p = context.Length; p < events.Length; p++)
            {
                if (events.AsSpan(p - context.Length, context.Length).SequenceEqual(context))
                    yield return (p == context.Length ? -1 : events[p - context.Length - 1], events[p]);
            }
        }
    }

    private static double Discount(int m, int order)
    {
        var contexts = Enumerable.Range(0, Train.Count).SelectMany(row => Enumerable.Range(m, Math.Max(0, Train[row].Length - m))
            .Select(p => string.Join(' ', Train[row][(p - m)..p].ToArray()))).Distinct();
        double[] counts = [.. contexts.Select(text => text.Length == 0 ? [] : text.Split(' ').Select(int.Parse).ToArray())
            .SelectMany(context => m == order ? Counts(context) : Continuations(context))];
        double once = counts.Count(n => n == 1), twice = counts.Count(n => n == 2);
        return once == 0 || twice == 0 ? 0.5 : once / (once + 2 * twice);
    }
}
