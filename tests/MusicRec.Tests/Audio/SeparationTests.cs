using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class SeparationTests
{
    [Theory]
    [InlineData(1, 1, 5, 3), InlineData(7, 9, 5, 3), InlineData(20, 13, 31, 4), InlineData(3, 40, 2, 17)]
    public void Masks_are_those_of_the_definition(int frames, int bins, int wide, int high)
    {
        float[] energies = [.. Draw.Floats(frames * bins, 1).Select(Math.Abs)];
        float[] harmonic = new float[energies.Length], percussive = new float[energies.Length];
        var plan = new HarmonicPercussive { HarmonicWidth = wide, PercussiveWidth = high, HarmonicMargin = 1.5 };
        plan.Masks(energies, bins, harmonic, percussive);
        for (int f = 0; f < frames; f++)
        {
            for (int k = 0; k < bins; k++)
            {
                double h = Median(wide, j => energies[Mirror(f + j, frames) * bins + k]);
                double p = Median(high, j => energies[f * bins + Mirror(k + j, bins)]);
                Assert.Equal(h * h / (h * h + 2.25 * p * p), harmonic[f * bins + k], 1e-6);
                Assert.Equal(p * p / (p * p + h * h), percussive[f * bins + k], 1e-6);
            }
        }
    }

    [Fact]
    public void A_tone_is_harmonic_a_click_percussive_and_the_masks_share_everything()
    {
        float[] energies = new float[60 * 50], harmonic = new float[3000], percussive = new float[3000];
        for (int i = 0; i < 60; i++) energies[i * 50 + 25] = 1;
        for (int k = 0; k < 50; k++) energies[30 * 50 + k] = 1;
        new HarmonicPercussive().Masks(energies, 50, harmonic, percussive);
        Assert.Equal(1, harmonic[10 * 50 + 25]);
        Assert.Equal(1, percussive[30 * 50 + 10]);
        Assert.All(harmonic.Zip(percussive), pair => Assert.Equal(1, pair.First + pair.Second, 1e-6));
        new HarmonicPercussive { Power = double.PositiveInfinity }.Masks(energies, 50, harmonic, percussive);
        Assert.Equal((1f, 0f, 0f), (harmonic[10 * 50 + 25], harmonic[30 * 50 + 10], harmonic[0]));
        new HarmonicPercussive().Masks([], 50, [], []);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HarmonicPercussive { HarmonicMargin = 0.5 });
    }

    [Theory]
    [InlineData(0.5, 2), InlineData(0, 2), InlineData(0.3, 0)]
    public void Normalised_energies_are_those_of_the_definition(double power, double bias)
    {
        float[] energies = [.. Draw.Floats(40, 2).Select(e => 100 * Math.Abs(e))], actual = new float[40];
        new Pcen(2, 43, new() { Power = power, Bias = bias }).Process(energies, actual);
        double t = 0.4 * 43, b = (Math.Sqrt(1 + 4 * t * t) - 1) / (2 * t * t), m = 1;
        for (int f = 0; f < 20; f++)
        {
            m = (1 - b) * m + b * energies[2 * f + 1];
            double x = energies[2 * f + 1] / Math.Pow(1e-6 + m, 0.98);
            double y = power == 0 ? Math.Log(1 + x) : Math.Pow(x + bias, power) - Math.Pow(bias, power);
            Assert.Equal(y, actual[2 * f + 1], 1e-5 * Math.Max(1, y));
        }
    }

    [Fact]
    public void Blocks_give_the_bits_of_the_whole_and_cost_no_memory()
    {
        float[] energies = [.. Draw.Floats(300, 3).Select(Math.Abs)], whole = new float[300], parts = new float[300];
        foreach (double? initial in (double?[])[1, null])
        {
            new Pcen(3, 43, new() { Initial = initial }).Process(energies, whole);
            var stream = new Pcen(3, 43, new() { Initial = initial });
            Assert.Equal(0, Allocated.InQuietestRound(() =>
            {
                stream.Reset();
                for (int at = 0, size = 3; at < 300; at += size, size = Math.Min(size + 3, 300 - at))
                    stream.Process(energies.AsSpan(at, size), parts.AsSpan(at, size));
            }));
            Assert.Equal(whole, parts);
            stream.Reset();
            stream.Process(energies, parts);
            Assert.Equal(whole, parts);
        }
    }

    [Fact]
    public void A_full_gain_makes_loudness_irrelevant()
    {
        float[] energies = [.. Draw.Floats(100, 4).Select(e => 1 + Math.Abs(e))];
        float[] loud = Array.ConvertAll(energies, e => 1000 * e), a = new float[100], b = new float[100];
        var options = new PcenOptions { Gain = 1, Epsilon = 1e-12, Initial = null };
        new Pcen(4, 43, options).Process(energies, a);
        new Pcen(4, 43, options).Process(loud, b);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Throws<ArgumentException>(() => new Pcen(4, 43).Process([1, 2, 3, -1], new float[4]));
        Assert.Throws<ArgumentException>(() => new Pcen(4, 43).Process([1, 2, 3], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PcenOptions { Seconds = 0 });
    }

    private static double Median(int width, Func<int, float> at) =>
        Enumerable.Range(0, width).Select(j => at(j - width / 2)).Order().ElementAt(width / 2);

    private static int Mirror(int i, int count)
    {
        while (i < 0 || i >= count) i = i < 0 ? -1 - i : 2 * count - 1 - i;
        return i;
    }
}
