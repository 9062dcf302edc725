using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

/// <summary>Convolutions large enough to be computed on overlapping rows; finite differences would take too long here.</summary>
[Trait(EveryWidth.Name, EveryWidth.Value)]
public class ConvolutionTests
{
    public static TheoryData<int[], int[], int, int, int> Shapes => new()
    {
        { [2, 17, 19, 17], [5, 17, 3, 3], 1, 1, 1 }, // a border on all sides
        { [3, 20, 18, 16], [4, 16, 3, 3], 0, 0, 1 }, // none: the picture itself is read
        { [1, 19, 23, 31], [33, 31, 2, 4], 1, 2, 1 }, { [2, 22, 17, 24], [3, 24, 3, 2], 2, 0, 2 },
        { [2, 40, 40, 16], [70, 16, 1, 5], 0, 4, 1 }, // several tiles a picture
        { [1, 18, 18, 16], [2, 16, 3, 3], 3, 3, 1 }, // a border wider than the kernel's reach
        { [5, 18, 18, 65], [66, 65, 3, 3], 1, 1, 1 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Outputs_and_gradients_agree_with_the_definition_on_any_number_of_threads(int[] x, int[] w, int high, int wide, int dilation)
    {
        var window = new SlidingWindow(new Shape(x), new(w[2], w[3]), new(1), new(high, wide), new(dilation, 1));
        var operation = new Operation("conv2d", [x, w], (t, v) => t.Conv2d(v[0], v[1], null, new(1), new(high, wide), new(dilation, 1)),
            v => Definitions.Convolve(v[0], v[1], window, w[0]));
        double[][] inputs = operation.Inputs();
        var (output, gradients, weights) = operation.Compute(new CpuBackend(2));
        Close.Check(operation.Definition(inputs), Array.ConvertAll(output, v => (double)v), Close.Float, "output");
        var expected = Gradients(inputs, Array.ConvertAll(weights, v => (double)v), window, w[0]);
        for (int i = 0; i < 2; i++) Close.Check(expected[i], Array.ConvertAll(gradients[i], v => (double)v), Close.Float, $"gradient {i}");
        foreach (int threads in (int[])[1, 7])
        {
            var again = operation.Compute(new CpuBackend(threads));
            Assert.Equal(output, again.Output);
            Assert.Equal(gradients, again.Gradients);
        }
    }

    // Every product of the definition, handed back to both of its factors.
    private static double[][] Gradients(double[][] v, double[] dy, SlidingWindow w, int filters)
    {
        double[][] d = [new double[v[0].Length], new double[v[1].Length]];
        for (int at = 0; at < dy.Length; at++)
        {
            int f = at % filters, j = at / filters % w.OutWidth, i = at / filters / w.OutWidth % w.OutHeight;
            int b = at / filters / w.OutWidth / w.OutHeight;
            for (int k = 0; k < w.Depth; k++)
            {
                int c = k % w.Channels, q = k / w.Channels % w.Kernel.Width, p = k / w.Channels / w.Kernel.Width;
                int row = i - w.Padding.Height + p * w.Dilation.Height, column = j - w.Padding.Width + q;
                if (row < 0 || row >= w.Height || column < 0 || column >= w.Width) continue;
                int sample = ((b * w.Height + row) * w.Width + column) * w.Channels + c;
                int weight = ((f * w.Channels + c) * w.Kernel.Height + p) * w.Kernel.Width + q;
                d[0][sample] += dy[at] * v[1][weight];
                d[1][weight] += dy[at] * v[0][sample];
            }
        }
        return d;
    }
}
