using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Tests.Audio;

public class KMeansTests
{
    [Theory]
    [InlineData(1, 1, 1), InlineData(3, 130, 7), InlineData(13, 700, 513), InlineData(40, 65, 64), InlineData(12, 200, 1025)]
    public void The_nearest_centre_is_the_nearest(int d, int n, int k)
    {
        float[] rows = Draw.Floats(n * d, seed: 1), centres = Draw.Floats(k * d, seed: 2);
        for (int i = 0; i < rows.Length; i++) rows[i] += 500; // a common offset costs no digits
        for (int i = 0; i < centres.Length; i++) centres[i] += 500;
        int[] nearest = new int[n];
        new KMeansModel(Matrix.From(centres, k, d)).Assign(rows, nearest);
        for (int r = 0; r < n; r++)
        {
            double[] distances = [.. Enumerable.Range(0, k).Select(c => NearestCentres.Distance(rows.AsSpan(r * d, d), centres.AsSpan(c * d, d)))];
            Assert.InRange(distances[nearest[r]], 0, distances.Min() + 1e-5 * d);
        }
    }

    [Fact]
    public void Of_equally_near_centres_the_first_wins()
    {
        int[] nearest = new int[2];
        new KMeansModel(Matrix.From([1, 0, 1, 0, -1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, -1, 0], 11, 2)).Assign([2, 0, -2, 0], nearest);
        Assert.Equal([0, 2], nearest);
    }

    [Fact]
    public void Clusters_that_lie_apart_are_found()
    {
        var rows = Blobs(clusters: 9, each: 60, d: 5, seed: 3);
        var losses = new List<double>();
        var model = new KMeans(new() { Clusters = 9, Tolerance = 0, Seed = 3 }).Fit(rows, new Steps(losses));
        var nearest = new int[rows.Rows];
        for (int r = 0; r < rows.Rows; r++) model.Assign(rows[r], nearest.AsSpan(r, 1));
        for (int b = 0; b < 9; b++) Assert.Single(nearest[(b * 60)..(b * 60 + 60)].Distinct());
        Assert.Equal(9, nearest.Distinct().Count());
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.Equal(losses[^1], model.MeanSquaredDistance(rows), 1e-9);
    }

    [Fact]
    public void Each_centre_is_the_mean_of_its_rows_at_the_end()
    {
        var rows = Matrix.From(Draw.Floats(300 * 4, seed: 4), 300, 4);
        var model = new KMeans(new() { Clusters = 10, Tolerance = 0, Iterations = 1000 }).Fit(rows);
        var nearest = new int[300];
        for (int r = 0; r < 300; r++) model.Assign(rows[r], nearest.AsSpan(r, 1));
        for (int k = 0; k < 10; k++)
        {
            int[] mine = [.. Enumerable.Range(0, 300).Where(r => nearest[r] == k)];
            for (int c = 0; c < 4; c++) Assert.Equal(mine.Average(r => (double)rows[r][c]), model.Centers[k][c], 1e-6);
        }
    }

    [Theory]
    [InlineData(null), InlineData(100)]
    public void The_same_bits_come_from_any_number_of_threads(int? batch)
    {
        var rows = Matrix.From(Draw.Floats(3000 * 6, seed: 5), 3000, 6);
        var options = new KMeansOptions { Clusters = 37, Iterations = 15, BatchSize = batch, Seed = 9, StartRows = 2000 };
        var one = new KMeans(options with { Threads = 1 }).Fit(rows);
        foreach (int threads in new[] { 2, 7 })
        {
            var many = new KMeans(options with { Threads = threads }).Fit(rows);
            for (int k = 0; k < 37; k++) Assert.Equal(one.Centers[k], many.Centers[k]);
        }
    }

    [Fact]
    public void Mini_batches_and_the_stream_come_close_to_sweeps()
    {
        var rows = Blobs(clusters: 6, each: 200, d: 3, seed: 6);
        double best = new KMeans(new() { Clusters = 6 }).Fit(rows).MeanSquaredDistance(rows);
        double batches = new KMeans(new() { Clusters = 6, BatchSize = 50, Iterations = 60 }).Fit(rows).MeanSquaredDistance(rows);
        var online = new OnlineKMeans(3, 6);
        for (int r = 0; r < 200; r++) // interleaved: one row of each cluster in turn
            for (int b = 0; b < 6; b++) online.Add(rows[b * 200 + r]);
        Assert.InRange(batches, best, 1.2 * best);
        Assert.InRange(online.ToModel().MeanSquaredDistance(rows), best * (1 - 1e-6), 1.2 * best);
    }

    [Fact]
    public void The_stream_s_steps_are_those_of_the_formula()
    {
        var online = new OnlineKMeans(1, 2);
        online.Add([0, 10, 4]); // 4: joining 0 costs 1/2 16, joining 10 costs 1/2 36
        Assert.Equal([2f, 10f], new[] { online.ToModel().Centers[0][0], online.ToModel().Centers[1][0] });
        online.Add([6]); // joining {0, 4} costs 2/3 16, joining {10} costs 1/2 16
        Assert.Equal([2f, 8f], new[] { online.ToModel().Centers[0][0], online.ToModel().Centers[1][0] });
    }

    [Fact]
    public void Fewer_different_rows_than_clusters_end_well()
    {
        var model = new KMeans(new() { Clusters = 5 }).Fit(Matrix.From([1, 1, 1, 2, 2, 2], 6, 1));
        Assert.Equal(0, model.MeanSquaredDistance(Matrix.From([1, 2], 2, 1)));
        var online = new OnlineKMeans(1, 3);
        online.Add([1, 1, 2]);
        Assert.Throws<InvalidOperationException>(online.ToModel);
    }

    [Fact]
    public void A_histogram_holds_the_shares_of_the_codewords()
    {
        var histogram = new VectorQuantizedHistogram(new KMeansModel(Matrix.From([0, 10, 20], 3, 1)));
        float[] shares = new float[3];
        histogram.Compute([1, 11, 9, -5], shares);
        Assert.Equal([0.5f, 0.5f, 0], shares);
        histogram.Compute([], shares);
        Assert.Equal([0, 0, 0], shares);
        Assert.Throws<ArgumentException>(() => histogram.Compute([1], new float[2]));
        Assert.Throws<MusicRecException>(() => histogram.Compute([float.NaN], new float[3]));
    }

    [Fact]
    public void What_is_written_is_read_and_damage_is_told()
    {
        var model = new KMeansModel(Matrix.From(Draw.Floats(5 * 3, seed: 8), 5, 3));
        using var stream = new MemoryStream();
        model.Save(stream);
        var read = KMeansModel.Load(new MemoryStream(stream.ToArray()));
        for (int k = 0; k < 5; k++) Assert.Equal(model.Centers[k], read.Centers[k]);
        for (int cut = 0; cut < stream.Length; cut += 7)
            Assert.Throws<MusicRecException>(() => KMeansModel.Load(new MemoryStream(stream.ToArray()[..cut])));
    }

    [Fact]
    public void Bad_input_is_refused_and_a_fit_can_be_cancelled()
    {
        Assert.Throws<ArgumentException>(() => new KMeans(new() { Clusters = 3 }).Fit(Matrix.From([1, 2], 2, 1)));
        Assert.Throws<MusicRecException>(() => new KMeans(new() { Clusters = 1 }).Fit(Matrix.From([1, float.NaN], 2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KMeansOptions { Clusters = 0 });
        Assert.Throws<OperationCanceledException>(() =>
            new KMeans(new() { Clusters = 2 }).Fit(Matrix.From([1, 2, 3], 3, 1), null, new CancellationToken(true)));
    }

    private static Matrix Blobs(int clusters, int each, int d, int seed)
    {
        float[] centres = Draw.Floats(clusters * d, seed), noise = Draw.Floats(clusters * each * d, seed + 1), rows = new float[noise.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int cluster = i / (each * d), c = i % d;
            rows[i] = 20 * centres[cluster * d + c] + (c == 0 ? 40 * cluster : 0) + noise[i];
        }
        return Matrix.From(rows, clusters * each, d);
    }

    private sealed class Steps(List<double> losses) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => losses.Add(value.Loss);
    }
}
