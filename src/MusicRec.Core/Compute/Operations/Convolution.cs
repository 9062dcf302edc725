using System.Runtime.CompilerServices;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Convolution over time with its activation: [batch, time, channels] gives [batch, time', filters].</summary>
    /// <param name="x">[batch, time, channels].</param>
    /// <param name="weight">[filters, channels, kernel], as PyTorch stores it.</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Zeros before and after.</param>
    /// <param name="dilation">Distance between the samples of a window.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Conv1d(Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1,
        Activation activation = Activation.None)
    {
        Shape s = Require.NotNull(x).Shape, w = Require.NotNull(weight).Shape;
        if (s.Rank != 3 || w.Rank != 3 || s[2] != w[1])
            throw new ArgumentException(
                $"An input of shape {s} does not fit filters of shape {w}: [batch, time, channels] and [filters, channels, kernel].");
        var picture = Reshape(x, new Shape(s[0], s[1], 1, s[2]));
        var filters = Reshape(weight, new Shape(w[0], w[1], w[2], 1));
        var y = Conv2d(picture, filters, bias, new Extent(stride, 1), new Extent(padding, 0), new Extent(dilation, 1), activation);
        return Reshape(y, new Shape(s[0], y.Shape[1], w[0]));
    }

    /// <summary>Convolution of pictures with its activation: [batch, height, width, channels] gives [batch, height', width', filters].</summary>
    /// <param name="x">[batch, height, width, channels]: a pixel is a row.</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width], as PyTorch stores it.</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="stride">Steps between windows; null for 1.</param>
    /// <param name="padding">Zeros on each side; null for none.</param>
    /// <param name="dilation">Distance between the samples of a window; null for 1.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias = null, Extent? stride = null, Extent? padding = null, Extent? dilation = null,
        Activation activation = Activation.None)
    {
        Shape s = Require.NotNull(x).Shape, w = Require.NotNull(weight).Shape;
        if (s.Rank != 4 || w.Rank != 4 || s[3] != w[1])
            throw new ArgumentException(
                $"Pictures of shape {s} do not fit filters of shape {w}: [batch, height, width, channels] and [filters, channels, ..].");
        if (bias is not null) Require.Length(bias.Length, w[0], nameof(bias));
        if (FromInput(activation)) return Activate(Conv2d(x, weight, bias, stride, padding, dilation), activation);
        var window = new SlidingWindow(s, new Extent(w[2], w[3]), stride ?? new(1), padding ?? new(0), dilation ?? new(1));
        var y = Allocate(new Shape(s[0], window.OutHeight, window.OutWidth, w[0]));
        Backend.Convolve(x, weight, window, y);
        if (bias is not null || activation != Activation.None) Backend.BiasActivate(y, bias, activation);
        bool wanted = x.RequiresGradient || weight.RequiresGradient || bias is { RequiresGradient: true };
        return Record(y, wanted, new ConvolveStep(x, weight, bias, window, activation));
    }

    private readonly record struct ConvolveStep(Tensor X, Tensor Weight, Tensor? Bias, SlidingWindow Window, Activation Activation) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            var dz = dy;
            if (Activation != Activation.None)
            {
                dz = tape.Allocate(dy.Shape);
                tape.Backend.Fill(dz, 0);
                tape.Backend.ActivateBackward(y, dy, Activation, dz);
            }
            if (Bias is not null && tape.GradientOf(Bias) is { } db) tape.Backend.AddColumnSums(dz, db);
            tape.Backend.ConvolveBackward(X, Weight, Window, dz, tape.GradientOf(X), tape.GradientOf(Weight));
        }
    }
}

public abstract partial class Backend
{
    /// <summary>y[b, i, j, f] = sum over a window of x[b, ..] weight[f, ..]; samples outside the picture are 0.</summary>
    public abstract void Convolve(Tensor x, Tensor weight, SlidingWindow window, Tensor y);

    /// <summary>Adds to the gradients of pictures and filters, where wanted.</summary>
    public abstract void ConvolveBackward(Tensor x, Tensor weight, SlidingWindow window, Tensor dy, Tensor? dx, Tensor? dw);
}

public sealed unsafe partial class CpuBackend
{
    private const int MaxGroups = 16; // each sums a gradient of the filters of its own; they are added in order
    private const int FewWindows = 256, LargeFilters = 1 << 18, FiltersPerBlock = 16;

    /// <inheritdoc/>
    public override void Convolve(Tensor x, Tensor weight, SlidingWindow window, Tensor y)
    {
        float* packed = Scratch.Take(0, weight.Length); // [depth, filters]
        PackFilters(weight, packed);
        if (Overlapping(window)) ConvolveRows(x, packed, window, y, add: false);
        else if (InBlocks(window, weight)) ConvolveBlocks(x, packed, window, y);
        else ConvolveTiles(x, packed, window, y);
    }

    /// <inheritdoc/>
    public override void ConvolveBackward(Tensor x, Tensor weight, SlidingWindow window, Tensor dy, Tensor? dx, Tensor? dw)
    {
        float* packed = Scratch.Take(0, weight.Length);
        if (Overlapping(window))
        {
            if (dw is not null) ConvolveRowsBackward(x, window, dy, dw);
            if (dx is null) return;
            TurnFilters(weight, packed);
            ConvolveRows(dy, packed, Turned(window, dy.Shape), dx, add: true);
            return;
        }
        PackFilters(weight, packed);
        if (InBlocks(window, weight)) ConvolveBlocksBackward(x, packed, window, dy, dx, dw);
        else ConvolveTilesBackward(x, packed, window, dy, dx, dw);
    }

    // A picture with few windows, or filters that do not fit the caches, would have the filters read for little arithmetic: those share products.
    private static bool InBlocks(SlidingWindow window, Tensor weight) =>
        window.OutHeight * window.OutWidth < FewWindows || weight.Length >= LargeFilters;

    // A chunk takes some rows of windows of one picture, which stay in L2 between the copy and the product.
    private void ConvolveTiles(Tensor x, float* packed, SlidingWindow window, Tensor y)
    {
        int rows = Patches.RowsPerTile(window), tiles = (window.OutHeight + rows - 1) / rows;
        Split(window.Batch * tiles, 1, (x, window, y, rows, tiles, packed: (nint)packed), static (s, chunk, _) =>
        {
            var w = s.window;
            int first = chunk % s.tiles * s.rows, picture = chunk / s.tiles, count = Math.Min(s.rows, w.OutHeight - first), filters = s.y.Shape[3];
            var patches = Patches.Of(s.x.Data, w, picture, first, count);
            float* to = s.y.Data + ((nint)picture * w.OutHeight + first) * w.OutWidth * filters;
            Gemm.Run(count * w.OutWidth, filters, w.Depth, patches, new Operand((float*)s.packed, filters), to, filters, add: false);
        });
    }

    private void ConvolveTilesBackward(Tensor x, float* packed, SlidingWindow window, Tensor dy, Tensor? dx, Tensor? dw)
    {
        int groups = Math.Min(MaxGroups, window.Batch), each = (window.Batch + groups - 1) / groups, size = dw?.Length ?? 0;
        float* parts = Scratch.Take(1, groups * size);
        new Span<float>(parts, groups * size).Clear();
        Split(groups, 1, (x, window, dy, dx, dw, each, packed: (nint)packed, parts: (nint)parts), static (s, group, _) =>
        {
            var w = s.window;
            int filters = s.dy.Shape[3], rows = Patches.RowsPerTile(w);
            var packed = new Operand((float*)s.packed, filters, transposed: true);
            for (int picture = group * s.each; picture < Math.Min(w.Batch, (group + 1) * s.each); picture++)
            {
                for (int first = 0; first < w.OutHeight; first += rows)
                {
                    int count = Math.Min(rows, w.OutHeight - first), pixels = count * w.OutWidth;
                    float* d = s.dy.Data + ((nint)picture * w.OutHeight + first) * w.OutWidth * filters;
                    if (s.dw is not null)
                    {
                        var patches = Patches.Of(s.x.Data, w, picture, first, count);
                        Gemm.Run(w.Depth, filters, pixels, new Operand(patches.Data, patches.Stride, transposed: true), new Operand(d, filters),
                            (float*)s.parts + (nint)group * w.Depth * filters, filters, add: true);
                    }
                    if (s.dx is null) continue;
                    float* columns = Scratch.Take(2, pixels * w.Depth);
                    Gemm.Run(pixels, w.Depth, filters, new Operand(d, filters), packed, columns, w.Depth, add: false);
                    Patches.Add(columns, w, picture, first, count, s.dx.Data);
                }
            }
        });
        for (int g = 1; g < groups && dw is not null; g++) Maps.Run2<Functions.Add>(parts + (nint)g * size, parts, parts, size);
        if (dw is not null) AddFilters(parts, dw);
    }

    // Rows of windows over all pictures, some at a time, are one matrix; every product takes them all, on all threads.
    private void ConvolveBlocks(Tensor x, float* packed, SlidingWindow window, Tensor y)
    {
        int filters = y.Shape[3], rows = Patches.RowsPerBlock(window);
        float* patches = Scratch.Take(3, rows * window.OutWidth * window.Depth);
        for (int first = 0; first < window.Batch * window.OutHeight; first += rows)
        {
            int pixels = Gather(x, window, first, rows, patches) * window.OutWidth;
            MatrixProduct.Run(pixels, filters, window.Depth, new Operand(patches, window.Depth), new Operand(packed, filters),
                y.Data + (nint)first * window.OutWidth * filters, filters, add: false, Threads);
        }
    }

    private void ConvolveBlocksBackward(Tensor x, float* packed, SlidingWindow window, Tensor dy, Tensor? dx, Tensor? dw)
    {
        int filters = dy.Shape[3], rows = Patches.RowsPerBlock(window), depth = window.Depth;
        float* patches = Scratch.Take(3, rows * window.OutWidth * depth), sum = Scratch.Take(1, dw?.Length ?? 0);
        for (int first = 0; first < window.Batch * window.OutHeight; first += rows)
        {
            int count = Math.Min(rows, window.Batch * window.OutHeight - first), pixels = count * window.OutWidth;
            var d = new Operand(dy.Data + (nint)first * window.OutWidth * filters, filters);
            if (dw is not null)
            {
                Gather(x, window, first, count, patches);
                MatrixProduct.Run(depth, filters, pixels, new Operand(patches, depth, transposed: true), d, sum, filters, add: first > 0, Threads);
            }
            if (dx is null) continue;
            MatrixProduct.Run(pixels, depth, filters, d, new Operand(packed, filters, transposed: true), patches, depth, add: false, Threads);
            Scatter(patches, window, first, count, dx);
        }
        if (dw is not null) AddFilters(sum, dw);
    }

    private int Gather(Tensor x, SlidingWindow window, int first, int rows, float* patches)
    {
        int count = Math.Min(rows, window.Batch * window.OutHeight - first);
        Rows(count, window.OutWidth * window.Depth, (x, window, first, patches: (nint)patches), static (s, from, count) =>
            Patches.Copy(s.x.Data, s.window, s.first + from, count, (float*)s.patches + (nint)from * s.window.OutWidth * s.window.Depth));
        return count;
    }

    // Windows of one picture overlap: a picture is one chunk.
    private void Scatter(float* patches, SlidingWindow window, int first, int count, Tensor dx)
    {
        int picture = first / window.OutHeight, last = (first + count - 1) / window.OutHeight;
        Split(last - picture + 1, 1, (patches: (nint)patches, window, first, count, dx, picture), static (s, index, _) =>
        {
            var w = s.window;
            int start = (s.picture + index) * w.OutHeight, from = Math.Max(s.first, start), to = Math.Min(s.first + s.count, start + w.OutHeight);
            Patches.Add((float*)s.patches + (nint)(from - s.first) * w.OutWidth * w.Depth, w, s.picture + index, from - start, to - from, s.dx.Data);
        });
    }

    private void PackFilters(Tensor weight, float* packed) => Reorder(weight, packed, back: false);

    private void AddFilters(float* packed, Tensor dw) => Reorder(dw, packed, back: true);

    // [filters, channels, height, width] to [height, width, channels, filters], or added back: a chunk is a line of packed filters wide.
    private void Reorder(Tensor weight, float* packed, bool back) =>
        Split(weight.Shape[0], FiltersPerBlock, (weight, packed: (nint)packed, back), static (s, from, count) =>
            Reorder(s.weight.Data, s.weight.Shape, (float*)s.packed, from, count, s.back));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Reorder(float* weight, Shape shape, float* packed, int first, int count, bool back)
    {
        var (filters, channels, area) = (shape[0], shape[1], shape[2] * shape[3]);
        nint length = (nint)channels * area;
        for (int c = 0; c < channels; c++)
        {
            for (int k = 0; k < area; k++)
            {
                float* line = packed + ((nint)k * channels + c) * filters + first, one = weight + first * length + (nint)c * area + k;
                if (back) for (int f = 0; f < count; f++) one[f * length] += line[f];
                else for (int f = 0; f < count; f++) line[f] = one[f * length];
            }
        }
    }
}

internal static partial class Definitions
{
    /// <summary>The sum over every window, straight from the formula.</summary>
    public static double[] Convolve(double[] x, double[] weight, SlidingWindow w, int filters)
    {
        var y = new double[w.Batch * w.OutHeight * w.OutWidth * filters];
        for (int at = 0; at < y.Length; at++)
        {
            int f = at % filters, j = at / filters % w.OutWidth, i = at / filters / w.OutWidth % w.OutHeight;
            int b = at / filters / w.OutWidth / w.OutHeight;
            for (int k = 0; k < w.Depth; k++)
            {
                int c = k % w.Channels, v = k / w.Channels % w.Kernel.Width, u = k / w.Channels / w.Kernel.Width;
                int row = i * w.Stride.Height - w.Padding.Height + u * w.Dilation.Height;
                int column = j * w.Stride.Width - w.Padding.Width + v * w.Dilation.Width;
                if (row < 0 || row >= w.Height || column < 0 || column >= w.Width) continue;
                y[at] += x[((b * w.Height + row) * w.Width + column) * w.Channels + c]
                    * weight[((f * w.Channels + c) * w.Kernel.Height + u) * w.Kernel.Width + v];
            }
        }
        return y;
    }
}
