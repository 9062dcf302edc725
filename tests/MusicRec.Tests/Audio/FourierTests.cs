using System.Runtime.Intrinsics;
using MusicRec.Audio;
using MusicRec.Kernels;

namespace MusicRec.Tests.Audio;

public class FourierTests
{
    // 2, 3, 5, powers, products, primes beyond 31 and products with them, even and odd
    public static TheoryData<int> Lengths =>
        [2, 3, 4, 5, 6, 7, 8, 9, 12, 31, 32, 37, 62, 64, 74, 97, 100, 127, 128, 202, 240, 256, 331, 384, 441, 512, 882, 997, 1018, 1024, 2048];

    [Theory, Trait(EveryWidth.Name, EveryWidth.Value), MemberData(nameof(Lengths))]
    public void Any_length_agrees_with_the_definition(int n)
    {
        float[] x = Draw.Floats(3 * n, n);
        var plan = new ComplexSpectrogram(1000, new() { FftLength = n, HopLength = n, Window = WindowShape.Rectangular, Center = false });
        var frames = new float[3 * plan.Bins];
        plan.Transform(x, frames);
        for (int f = 0; f < 3; f++)
        {
            var exact = FftLanes.Reference([.. x.Skip(f * n).Take(n).Select(v => ((double)v, 0.0))]);
            Close.Check([.. exact.Take(n / 2 + 1).SelectMany(z => new[] { (float)z.Re, (float)z.Im })],
                frames.AsSpan(f * plan.Bins, plan.Bins), $"n {n}, frame {f}");
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public unsafe void In_double_it_agrees_with_the_definition_to_rounding(int n)
    {
        (double Re, double Im)[][] x = [.. Enumerable.Range(0, 4).Select(lane =>
            Draw.Floats(2 * n, n + lane).Chunk(2).Select(pair => ((double)pair[0], (double)pair[1])).ToArray())];
        var plan = new FftDoubles(n);
        Vector256<double>[] memory = new Vector256<double>[2 * plan.Room];
        for (int t = 0; t < n; t++)
        {
            memory[t] = Vector256.Create(x[0][t].Re, x[1][t].Re, x[2][t].Re, x[3][t].Re);
            memory[plan.Room + t] = Vector256.Create(x[0][t].Im, x[1][t].Im, x[2][t].Im, x[3][t].Im);
        }
        fixed (Vector256<double>* re = memory) plan.Run(re, re + plan.Room);
        for (int lane = 0; lane < 4; lane++)
        {
            var exact = FftLanes.Reference(x[lane]);
            for (int k = 0; k < n; k++)
            {
                Assert.Equal(exact[k].Re, memory[k][lane], 1e-12 * n);
                Assert.Equal(exact[k].Im, memory[plan.Room + k][lane], 1e-12 * n);
            }
        }
    }

    [Theory, Trait(EveryWidth.Name, EveryWidth.Value), MemberData(nameof(Lengths))]
    public void The_inverse_gives_the_samples_back(int n)
    {
        float[] x = Draw.Floats(5 * n + 1, n + 1), back = new float[x.Length];
        var plan = new ComplexSpectrogram(1000, new() { FftLength = n, HopLength = Math.Max(1, n / 3) });
        var frames = new float[plan.FrameCount(x.Length) * plan.Bins];
        plan.Transform(x, frames);
        plan.Inverse(frames, back);
        Close.Check(x, back, $"n {n}");
    }

    [Theory]
    [InlineData(WindowShape.Hann, true, PaddingMode.Zero, 300, 64), InlineData(WindowShape.Hamming, true, PaddingMode.Reflect, 400, 100)]
    [InlineData(WindowShape.Povey, true, PaddingMode.Edge, 399, 133), InlineData(WindowShape.Rectangular, false, PaddingMode.Zero, 400, 400)]
    public void The_inverse_gives_the_samples_back_for_every_framing(WindowShape window, bool center, PaddingMode padding, int length, int hop)
    {
        float[] x = Draw.Floats(4000, 9), back = new float[x.Length];
        var stft = new StftOptions
        {
            FftLength = 400,
            HopLength = hop,
            Window = window,
            WindowLength = length,
            Center = center,
            Padding = padding,
        };
        var plan = new ComplexSpectrogram(1000, stft);
        var frames = new float[plan.FrameCount(x.Length) * plan.Bins];
        plan.Transform(x, frames);
        plan.Inverse(frames, back);
        Close.Check(x, back, $"{window}");
    }

    [Fact]
    public void The_inverse_is_zero_where_no_window_reaches()
    {
        var plan = new ComplexSpectrogram(1000, new() { FftLength = 64, HopLength = 16, Center = false });
        float[] x = Draw.Floats(256, 4), frames = new float[plan.FrameCount(256) * plan.Bins], back = new float[300];
        plan.Transform(x, frames);
        plan.Inverse(frames, back);
        Assert.Equal(0, back[0]); // the Hann window begins with 0
        Assert.All(back.Skip(256), sample => Assert.Equal(0, sample));
        Close.Check(x.AsSpan(1, 255), back.AsSpan(1, 255), "inside");
    }

    [Fact]
    public void A_part_of_a_frame_is_refused()
    {
        var plan = new ComplexSpectrogram(1000);
        Assert.Throws<ArgumentException>(() => plan.Inverse(new float[plan.Bins + 1], new float[10]));
    }
}
