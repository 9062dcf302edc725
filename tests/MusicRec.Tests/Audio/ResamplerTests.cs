using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class ResamplerTests
{
    public static TheoryData<string> Goldens => SpectrogramGoldenTests.Names("librosa.resample(res_type='soxr_hq')");

    [Theory]
    [InlineData(44100, 22050), InlineData(22050, 44100), InlineData(44100, 16000),
        InlineData(22050, 16000), InlineData(48000, 44100), InlineData(3, 7)]
    public void Groups_agree_with_the_definition(int from, int to)
    {
        var plan = new Resampler(from, to);
        var random = new Random(1);
        foreach (int n in (int[])[0, 1, 2, 31, 777, 3001])
        {
            float[] x = [.. Enumerable.Range(0, n).Select(_ => random.NextSingle() * 2 - 1)];
            float[] expected = new float[plan.OutputLength(n)], actual = new float[expected.Length], threaded = new float[expected.Length];
            plan.Reference(x, expected);
            plan.Transform(x, actual);
            plan.Transform(x, threaded, threads: 7);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-6f);
            Assert.Equal(actual, threaded);
        }
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Goldens))]
    public void Agrees_with_soxr_inside_the_clip(string name)
    {
        var goldens = AudioGoldens.Instance!;
        var item = goldens.Item(name);
        var clip = goldens.Signal(item.GetProperty("signal").GetString()!);
        float[] expected = goldens.Values(item);
        var actual = Resampler.Resample(clip, item.GetProperty("params").GetProperty("target_sr").GetInt32());
        Assert.Equal(expected.Length, actual.Length);
        double error = 0, power = 0;
        for (int i = 0; i < expected.Length; i++)
            (error, power) = (error + Math.Pow(expected[i] - actual[0][i], 2), power + (double)expected[i] * expected[i]);
        Assert.True(Math.Sqrt(error / power) <= Tolerance(name), $"{name}: rms error {Math.Sqrt(error / power):e2}");
    }

    // Tones below the pass band's end agree to rounding; chirps and clicks also fill the transition band, where the two filters differ.
    private static double Tolerance(string name) =>
        name.Contains("sines", StringComparison.Ordinal) ? 2e-5 : name.Contains("chirp", StringComparison.Ordinal) ? 5e-3 : 5e-2;
}
