using System.Globalization;
using System.Numerics;
using MusicRec.Audio;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

/// <summary>Presets against their tools' definitions, written out plainly in double.</summary>
public class PresetTests(ITestOutputHelper output)
{
    private const int Rate = 16_000;

    private static readonly float[] Samples = Array.ConvertAll(Draw.Floats(16_000, 3), x => 3000 * x + 500);

    [Fact]
    public void Kaldi_bands_and_cepstra_are_those_of_its_definition()
    {
        double[][] bands = [.. Frames(Samples, 400, 160).Select(frame =>
        {
            double[] x = Emphasised(WithoutMean(frame));
            double[] power = Spectrum(Windowed(x, t => Math.Pow(0.5 - 0.5 * Math.Cos(2 * Math.PI * t / 399), 0.85)), 512, p => p);
            return MelBands(power, 23, 20, 8000, 512).Select(e => Math.Log(Math.Max(e, 1.1920929e-07))).ToArray();
        })];
        Check("Kaldi log-mel", bands, KaldiFrontEnds.LogMel(Rate));
        Check("Kaldi MFCC", [.. bands.Select(band => Cepstra(band, 13, orthonormal: true))], KaldiFrontEnds.Mfcc(Rate));
    }

    [Fact]
    public void Htk_bands_and_cepstra_are_those_of_its_definition()
    {
        double[][] bands = [.. Frames(Samples, 400, 160).Select(frame =>
        {
            double[] magnitude = Spectrum(Windowed(Emphasised(frame), t => 0.54 - 0.46 * Math.Cos(2 * Math.PI * t / 399)), 512, Math.Sqrt);
            return MelBands(magnitude, 26, 0, 8000, 512).Select(e => Math.Log(Math.Max(e, 1))).ToArray();
        })];
        Check("HTK log-mel", bands, HtkFrontEnds.LogMel(Rate));
        double[][] cepstra = [.. bands.Select(band => Cepstra(band, 13, orthonormal: false))];
        foreach (double[] c in cepstra) c[0] /= Math.Sqrt(2); // ours is orthonormal
        Check("HTK MFCC", cepstra, HtkFrontEnds.Mfcc(Rate));
    }

    [Fact]
    public void TorchAudio_bands_are_those_of_its_definition()
    {
        float[] mirrored = [.. Samples[1..201].Reverse(), .. Samples, .. Samples[^201..^1].Reverse()];
        double[][] bands = [.. Frames(mirrored, 400, 200).Select(frame =>
        {
            double[] power = Spectrum(Windowed(frame, t => 0.5 - 0.5 * Math.Cos(2 * Math.PI * t / 400)), 400, p => p);
            return HertzBands(power, 128, 8000, 400);
        })];
        Check("TorchAudio mel", bands, TorchAudioFrontEnds.Mel(Rate));
    }

    [Fact]
    public void Presets_of_papers_are_those_of_their_definitions()
    {
        float[] samples = Draw.Floats(6000, 5);
        double[][] Mel(int length, int hop, int bands) => [.. Frames(samples, length, hop).Select(frame =>
        {
            double[] power = Spectrum(Windowed(frame, t => 0.5 - 0.5 * Math.Cos(2 * Math.PI * t / length)), length, p => p);
            var bank = new MelFilterBank(PaperFrontEnds.SampleRate, length, new() { Bands = bands }); // librosa's, to 1e-6
            return Enumerable.Range(0, bands).Select(m => bank.Band(m).ToArray().Select((w, k) => w * power[bank.Start(m) + k]).Sum()).ToArray();
        })];
        static double[][] Compressed(double[][] mel) => [.. mel.Select(frame => Array.ConvertAll(frame, x => Math.Log(1 + 10_000 * x)))];
        Check("van den Oord 2013, network", Compressed(Mel(1024, 512, 128)), PaperFrontEnds.VanDenOord2013(), samples);
        Check("Wang, Wang 2014", Compressed(Mel(661, 661, 120)), PaperFrontEnds.Wang2014(), samples);
        double[][] decibels = [.. Mel(1024, 512, 128).Select(frame => Array.ConvertAll(frame, x => 10 * Math.Log10(Math.Max(1e-10, x))))];
        double[][] cepstra = [.. decibels.Select(band => Cepstra(band, 13, orthonormal: true, lifter: 0))];
        Check("van den Oord 2013, bag of words", cepstra, PaperFrontEnds.VanDenOord2013BagOfWords(), samples);
        Check("Liang 2015", cepstra, PaperFrontEnds.Liang2015(), samples);
    }

    /// <summary>A hop of 1024 is every second frame of librosa's at 512.</summary>
    [SharedFact(AudioGoldens.Manifest)]
    public void Oramas_settings_agree_with_librosa()
    {
        var (goldens, preset) = (AudioGoldens.Instance!, PaperFrontEnds.Oramas2017());
        float[] librosa = goldens.Values(goldens.Item("cqt_musicA_96_12_512")), actual = preset.Transform(goldens.Signal("musicA")[0]);
        double[] expected = [.. librosa.Chunk(96).Where((_, f) => f % 2 == 0).SelectMany(frame => frame)
            .Select(x => 20 * Math.Log10(Math.Max(1e-5, x)))];
        double peak = expected.Max();
        expected = [.. expected.Select(x => Math.Max(x - peak, -80))];
        Assert.Equal(expected.Length, actual.Length);
        double[] errors = [.. expected.Zip(actual, (e, a) => Math.Abs(e - a))];
        double heard = errors.Where((_, i) => expected[i] >= -60).Max(), worst = errors.Max();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| Oramas 2017 | {heard:0.0e-0} dB to -60, {worst:0.0e-0} dB anywhere |"));
        Assert.True(heard <= 5e-3 && worst <= 0.05, $"{heard:e2} dB, {worst:e2} dB");
    }

    [Fact]
    public void Presets_of_papers_have_the_shapes_of_the_papers()
    {
        Assert.Equal((128, 128), Shape(PaperFrontEnds.VanDenOord2013(), 3));
        Assert.Equal((166, 120), Shape(PaperFrontEnds.Wang2014(), 5));
        Assert.Equal((166, 120), Shape(PaperFrontEnds.Wang2014(44_100), 5));
        Assert.Equal((323, 96), Shape(PaperFrontEnds.Oramas2017(), 15)); // of which the paper takes 322
        Assert.Equal(13, PaperFrontEnds.Liang2015().Bins);
        Assert.Equal(13, PaperFrontEnds.VanDenOord2013BagOfWords().Bins);
    }

    [Fact]
    public void Presets_of_librosa_are_the_defaults()
    {
        Assert.Equal((1 + 22050 / 512, 128), Shape(LibrosaFrontEnds.Mel(22050), 1));
        Assert.Equal(LibrosaFrontEnds.LogMel(Rate).Transform(Samples), new MelSpectrogram(Rate, log: LogCompression.Decibel()).Transform(Samples));
        Assert.Equal(LibrosaFrontEnds.Mfcc(Rate, 13).Transform(Samples), new Mfcc(Rate, options: new() { Coefficients = 13 }).Transform(Samples));
        Assert.Equal(84, LibrosaFrontEnds.ConstantQ(22050).Bins);
    }

    [Fact]
    public void Decibels_relative_to_the_loudest_end_at_zero_and_at_the_limit()
    {
        float[] quiet = new float[16_000];
        quiet[8000] = 1;
        float[] frames = new DecibelFrontEnd(new Spectrogram(Rate, magnitude: true), amplitudes: true, topDb: 60).Transform(quiet);
        Assert.Equal(0, frames.Max());
        Assert.Equal(-60, frames.Min());
        Assert.All(new DecibelFrontEnd(new Spectrogram(Rate), amplitudes: false).Transform(new float[5000]), value => Assert.Equal(0, value));
    }

    /// <summary>The table of docs/methods/presets.md: librosa's log-mel of 64 bands with one convention changed at a time.</summary>
    [SharedFact(AudioGoldens.Manifest)]
    public void What_each_convention_changes_is_printed()
    {
        var clip = AudioGoldens.Instance!.Signal("musicA");
        var (stft, bank) = (new StftOptions { FftLength = 1024 }, new MelOptions { Bands = 64 });
        float[] Features(StftOptions s, MelOptions b, bool magnitude = false) =>
            new MelSpectrogram(clip.SampleRate, s, b, LogCompression.Decibel(), magnitude).Transform(clip[0]);
        float[] ours = Features(stft, bank);
        void Row(string what, float[] other)
        {
            double[] change = [.. ours.Zip(other, (a, b) => Math.Abs((double)a - b))];
            Assert.True(change.Max() > 0.01, what);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {change.Average():0.00} | {change.Max():0.0} |"));
        }
        Row("HTK mel scale", Features(stft, bank with { Scale = MelScale.Htk }));
        Row("triangles of height 1", Features(stft, bank with { Norm = MelNorm.None }));
        Row("HTK scale and height 1 (torchaudio)", Features(stft, bank with { Scale = MelScale.Htk, Norm = MelNorm.None }));
        Row("HTK scale, height 1, straight in mels (Kaldi, HTK)",
            Features(stft, bank with { Scale = MelScale.Htk, Norm = MelNorm.None, LinearInMel = true }));
        Row("signal mirrored at its ends", Features(stft with { Padding = PaddingMode.Reflect }, bank));
        Row("symmetric window", Features(stft with { SymmetricWindow = true }, bank));
        Row("Hamming window", Features(stft with { Window = WindowShape.Hamming }, bank));
        Row("each frame without its mean", Features(stft with { RemoveMean = true }, bank));
        Row("pre-emphasis 0.97", Features(stft with { Preemphasis = 0.97 }, bank));
        Row("magnitudes for powers", Features(stft, bank, magnitude: true));
    }

    private static (int Frames, int Bins) Shape(IFrontEnd frontEnd, int seconds) =>
        (frontEnd.FrameCount(seconds * frontEnd.SampleRate), frontEnd.Bins);

    /// <summary>Also prints the preset's line of docs/agreement.md.</summary>
    private void Check(string preset, double[][] expected, IFrontEnd frontEnd, float[]? samples = null)
    {
        double[] exact = [.. expected.SelectMany(frame => frame)];
        double[] actual = Array.ConvertAll(frontEnd.Transform(samples ?? Samples), x => (double)x);
        Close.Check(exact, actual, Close.Float, preset);
        double worst = exact.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / exact.Max(Math.Abs);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {preset} | {worst:0.0e-0} |"));
        Assert.True(worst <= 1e-5, $"{preset}: {worst:e2} of the peak");
    }

    private static IEnumerable<double[]> Frames(float[] samples, int length, int hop)
    {
        for (int start = 0; start + length <= samples.Length; start += hop)
            yield return Array.ConvertAll(samples[start..(start + length)], x => (double)x);
    }

    private static double[] WithoutMean(double[] frame) => Array.ConvertAll(frame, x => x - frame.Average());

    private static double[] Emphasised(double[] frame) => [.. frame.Select((x, t) => x - 0.97 * frame[Math.Max(0, t - 1)])];

    private static double[] Windowed(double[] frame, Func<int, double> window) => [.. frame.Select((x, t) => x * window(t))];

    private static double[] Spectrum(double[] frame, int length, Func<double, double> of)
    {
        var x = new Complex[length / 2 + 1];
        for (int k = 0; k < x.Length; k++)
            for (int t = 0; t < frame.Length; t++) x[k] += frame[t] * Complex.FromPolarCoordinates(1, -2 * Math.PI * (k * t % length) / length);
        return Array.ConvertAll(x, z => of(z.Real * z.Real + z.Imaginary * z.Imaginary));
    }

    private static double Mel(double hz) => 1127 * Math.Log(1 + hz / 700);

    /// <summary>Triangles straight in mels.</summary>
    private static double[] MelBands(double[] power, int count, double low, double high, int length) => [.. Enumerable.Range(0, count).Select(m =>
    {
        double step = (Mel(high) - Mel(low)) / (count + 1), left = Mel(low) + m * step;
        return power.Select((p, k) => p * Math.Max(0, 1 - Math.Abs(Mel((double)k * Rate / length) - left - step) / step)).Sum();
    })];

    /// <summary>Triangles straight in Hz.</summary>
    private static double[] HertzBands(double[] power, int count, double high, int length) => [.. Enumerable.Range(0, count).Select(m =>
    {
        double Edge(int i) => 700 * (Math.Exp(Mel(high) * i / (count + 1) / 1127) - 1);
        double Weight(double f) => Math.Max(0, Math.Min((f - Edge(m)) / (Edge(m + 1) - Edge(m)), (Edge(m + 2) - f) / (Edge(m + 2) - Edge(m + 1))));
        return power.Select((p, k) => p * Weight((double)k * Rate / length)).Sum();
    })];

    private static double[] Cepstra(double[] bands, int count, bool orthonormal, double lifter = 22) => [.. Enumerable.Range(0, count).Select(i =>
    {
        double scale = Math.Sqrt((orthonormal && i == 0 ? 1.0 : 2.0) / bands.Length);
        double lift = lifter > 0 ? 1 + lifter / 2 * Math.Sin(Math.PI * i / lifter) : 1;
        return scale * lift * bands.Select((b, m) => b * Math.Cos(Math.PI * i * (m + 0.5) / bands.Length)).Sum();
    })];
}
