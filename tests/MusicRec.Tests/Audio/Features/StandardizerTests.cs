using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class StandardizerTests
{
    [Fact]
    public void Mean_and_deviation_are_those_of_two_passes_in_double()
    {
        float[] rows = Draw.Floats(7 * 301, seed: 1);
        for (int i = 0; i < rows.Length; i += 7) rows[i] += 10_000; // an offset that sums of squares would not survive
        var model = Fit(rows, 7);
        for (int c = 0; c < 7; c++)
        {
            double[] column = [.. Enumerable.Range(0, 301).Select(r => (double)rows[r * 7 + c])];
            double mean = column.Average(), deviation = Math.Sqrt(column.Sum(x => (x - mean) * (x - mean)) / 301);
            Assert.Equal((float)mean, model.Mean[c]);
            Assert.Equal(deviation, model.Deviation[c], 1e-7);
        }
    }

    [Fact]
    public void Pieces_of_any_size_give_the_same_bits()
    {
        float[] rows = Draw.Floats(3 * 100, seed: 2);
        var pieces = new Standardizer(3);
        for (int from = 0, size = 0; from < 300; from += size) pieces.Add(rows.AsSpan(from, size = Math.Min(300 - from, size + 3)));
        Assert.Equal(100, pieces.Rows);
        var (once, cut) = (Fit(rows, 3), pieces.ToModel());
        Assert.Equal(once.Mean, cut.Mean);
        Assert.Equal(once.Deviation, cut.Deviation);
    }

    [Fact]
    public void Transformed_rows_have_mean_0_and_deviation_1_and_come_back()
    {
        float[] rows = Draw.Floats(5 * 64, seed: 3), copy = [.. rows];
        var model = Fit(rows, 5);
        model.Transform(copy);
        var after = Fit(copy, 5);
        for (int c = 0; c < 5; c++)
        {
            Assert.Equal(0, after.Mean[c], 1e-6);
            Assert.Equal(1, after.Deviation[c], 1e-6);
        }
        model.InverseTransform(copy);
        Close.Check(rows, copy, "there and back");
    }

    [Fact]
    public void A_feature_that_never_varies_becomes_0()
    {
        float[] rows = [3, 1, 3, 2, 3, 3];
        Fit(rows, 2).Transform(rows);
        Assert.Equal([0, 0, 0], new[] { rows[0], rows[2], rows[4] });
    }

    [Fact]
    public void What_is_written_is_read_and_damage_is_told()
    {
        var model = Fit(Draw.Floats(4 * 9, seed: 4), 4);
        using var stream = new MemoryStream();
        model.Save(stream);
        var read = StandardizerModel.Load(new MemoryStream(stream.ToArray()));
        Assert.Equal(model.Mean, read.Mean);
        Assert.Equal(model.Deviation, read.Deviation);
        Assert.Throws<MusicRecException>(() => StandardizerModel.Load(new MemoryStream(stream.ToArray()[..^1])));
        Assert.Throws<MusicRecException>(() => PcaModel.Load(new MemoryStream(stream.ToArray())));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var standardizer = new Standardizer(2);
        Assert.Throws<InvalidOperationException>(standardizer.ToModel);
        Assert.Throws<ArgumentException>(() => standardizer.Add([1, 2, 3]));
        Assert.Throws<MusicRecException>(() => standardizer.Add([1, 2, float.NaN, 4]));
        Assert.Equal(0, standardizer.Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Standardizer(0));
    }

    private static StandardizerModel Fit(float[] rows, int columns)
    {
        var standardizer = new Standardizer(columns);
        standardizer.Add(rows);
        return standardizer.ToModel();
    }
}
