using MusicRec.Kernels;

namespace MusicRec.Compute;

/// <summary>What a pooling keeps of a window.</summary>
public enum Pooling
{
    /// <summary>The largest value; the border does not count.</summary>
    Max,

    /// <summary>The mean; the border counts as zeros.</summary>
    Average,
}

public sealed partial class Tape
{
    /// <summary>Pools windows of pictures, channel by channel: [batch, height, width, channels] gives [batch, height', width', channels].</summary>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="pooling">What is kept.</param>
    /// <param name="kernel">Size of a window.</param>
    /// <param name="stride">Steps between windows; null for the size of a window.</param>
    /// <param name="padding">Border on each side, at most half a window; null for none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Pool2d(Tensor x, Pooling pooling, Extent kernel, Extent? stride = null, Extent? padding = null)
    {
        Require.Defined(pooling);
        var window = new SlidingWindow(Require.NotNull(x).Shape, kernel, stride ?? kernel, padding ?? new(0), new(1));
        Require.Between(window.Padding.Height, 0, kernel.Height / 2, nameof(padding));
        Require.Between(window.Padding.Width, 0, kernel.Width / 2, nameof(padding));
        var shape = new Shape(window.Batch, window.OutHeight, window.OutWidth, window.Channels);
        Tensor y = Allocate(shape), places = Allocate(pooling == Pooling.Max ? shape : new Shape(1));
        Backend.Pool(x, pooling, window, y, places);
        return Record(y, x.RequiresGradient, new PoolStep(x, pooling, window, places));
    }

    /// <summary>Pools windows over time: [batch, time, channels] gives [batch, time', channels].</summary>
    /// <param name="x">[batch, time, channels].</param>
    /// <param name="pooling">What is kept.</param>
    /// <param name="kernel">Length of a window.</param>
    /// <param name="stride">Steps between windows; 0 for the length of a window.</param>
    /// <param name="padding">Border before and after.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Pool1d(Tensor x, Pooling pooling, int kernel, int stride = 0, int padding = 0)
    {
        Shape s = Require.NotNull(x).Shape;
        if (s.Rank != 3) throw new ArgumentException($"Sequences have the shape [batch, time, channels], not {s}.", nameof(x));
        var picture = Reshape(x, new Shape(s[0], s[1], 1, s[2]));
        var y = Pool2d(picture, pooling, new(kernel, 1), new(stride == 0 ? kernel : stride, 1), new(padding, 0));
        return Reshape(y, new Shape(s[0], y.Shape[1], s[2]));
    }

    private readonly record struct PoolStep(Tensor X, Pooling Pooling, SlidingWindow Window, Tensor Places) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) => tape.Backend.PoolBackward(dy, Pooling, Window, Places, tape.GradientOf(X)!);
    }
}

public abstract partial class Backend
{
    /// <summary>y: the largest value or the mean of every window; places, for the largest: which sample of the window it was.</summary>
    public abstract void Pool(Tensor x, Pooling pooling, SlidingWindow window, Tensor y, Tensor places);

    /// <summary>Adds each gradient to the sample it came from, or its share to all samples of the window.</summary>
    public abstract void PoolBackward(Tensor dy, Pooling pooling, SlidingWindow window, Tensor places, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Pool(Tensor x, Pooling pooling, SlidingWindow window, Tensor y, Tensor places) =>
        Split(window.Batch * window.OutHeight, 1, (x, pooling, window, y, places), static (s, chunk, _) =>
        {
            var w = s.window;
            int n = w.Channels;
            for (int j = 0; j < w.OutWidth; j++)
            {
                var inside = new Inside(s.x.Data, w, chunk, j);
                nint at = ((nint)chunk * w.OutWidth + j) * n;
                if (s.pooling == Pooling.Max)
                {
                    MaxWindow.Run(inside.First, inside.RowStep, inside.Rows, inside.Columns, inside.Start, w.Kernel.Width, n,
                        s.y.Data + at, s.places.Data + at);
                    continue;
                }
                float* y = s.y.Data + at;
                new Span<float>(y, n).Clear();
                for (int k = 0; k < inside.Rows * inside.Columns; k++) Maps.Run2<Functions.AddScaled>(inside.Sample(k, n), y, y, n, inside.Share);
            }
        });

    /// <inheritdoc/>
    public override void PoolBackward(Tensor dy, Pooling pooling, SlidingWindow window, Tensor places, Tensor dx) =>
        Split(window.Batch, 1, (dy, pooling, window, places, dx), static (s, picture, _) =>
        {
            var w = s.window;
            int n = w.Channels;
            for (int i = 0; i < w.OutHeight * w.OutWidth; i++)
            {
                var inside = new Inside(s.dx.Data, w, picture * w.OutHeight + i / w.OutWidth, i % w.OutWidth);
                nint at = ((nint)picture * w.OutHeight * w.OutWidth + i) * n;
                float* d = s.dy.Data + at;
                if (s.pooling == Pooling.Max)
                {
                    MaxWindow.Add(inside.First, inside.RowStep, inside.Rows, inside.Columns, inside.Start, w.Kernel.Width, n, d, s.places.Data + at);
                    continue;
                }
                for (int k = 0; k < inside.Rows * inside.Columns; k++)
                {
                    float* sample = inside.Sample(k, n);
                    Maps.Run2<Functions.AddScaled>(d, sample, sample, n, inside.Share);
                }
            }
        });

    /// <summary>The part of a window that lies inside its picture: a window has at least one sample there.</summary>
    private readonly struct Inside
    {
        public readonly float* First;
        public readonly nint RowStep;
        public readonly int Rows, Columns, Start;
        public readonly float Share;

        /// <summary>The window of output row <paramref name="chunk"/> (over all pictures) and column j.</summary>
        public Inside(float* x, SlidingWindow w, int chunk, int j)
        {
            int row = chunk % w.OutHeight * w.Stride.Height - w.Padding.Height, column = j * w.Stride.Width - w.Padding.Width;
            int above = Math.Max(0, -row), left = Math.Max(0, -column);
            Rows = Math.Min(w.Kernel.Height, w.Height - row) - above;
            Columns = Math.Min(w.Kernel.Width, w.Width - column) - left;
            Start = above * w.Kernel.Width + left;
            RowStep = (nint)w.Width * w.Channels;
            First = x + (((nint)(chunk / w.OutHeight) * w.Height + row + above) * w.Width + column + left) * w.Channels;
            Share = 1f / (w.Kernel.Height * w.Kernel.Width);
        }

        public float* Sample(int k, int channels) => First + k / Columns * RowStep + (nint)(k % Columns) * channels;
    }
}

internal static partial class Definitions
{
    public static double[] Pool(double[] x, Pooling pooling, SlidingWindow w)
    {
        var y = new double[w.Batch * w.OutHeight * w.OutWidth * w.Channels];
        for (int at = 0; at < y.Length; at++)
        {
            int c = at % w.Channels, j = at / w.Channels % w.OutWidth, i = at / w.Channels / w.OutWidth % w.OutHeight;
            var values = new List<double>();
            for (int k = 0; k < w.Kernel.Height * w.Kernel.Width; k++)
            {
                int row = i * w.Stride.Height - w.Padding.Height + k / w.Kernel.Width;
                int column = j * w.Stride.Width - w.Padding.Width + k % w.Kernel.Width;
                if (row < 0 || row >= w.Height || column < 0 || column >= w.Width) continue;
                values.Add(x[((at / w.Channels / w.OutWidth / w.OutHeight * w.Height + row) * w.Width + column) * w.Channels + c]);
            }
            y[at] = pooling == Pooling.Max ? values.Max() : values.Sum() / (w.Kernel.Height * w.Kernel.Width);
        }
        return y;
    }
}
