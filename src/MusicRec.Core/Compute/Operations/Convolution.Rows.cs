using MusicRec.Kernels;

namespace MusicRec.Compute;

// Convolution without a copy of its windows. Where the step is one, the windows of a row, seen through one row of the kernel, are a matrix whose
// rows overlap: row j starts `channels` floats after row j - 1 of the bordered picture. So a row of windows is a sum of few products:
//     y[i, :, :] = sum over u of  windows(i + u) [OutWidth, kernel width x channels]  weight(u) [kernel width x channels, filters]
// The gradient of x is the same of dy, with turned filters; that of weight(u) is windows' dy, over all rows at once.
public sealed unsafe partial class CpuBackend
{
    private const int LeastDepth = 48; // of a product; below it the sum of products costs more than a copy of the windows
    private const int TileSamples = 1 << 15, TileWindows = 512; // what a tile sees stays in L2

    private static bool Overlapping(SlidingWindow w) =>
        w.Stride == new Extent(1) && w.Dilation.Width == 1 && w.Kernel.Width > 1 && w.Kernel.Width * w.Channels >= LeastDepth
        && w.OutHeight * w.OutWidth >= FewWindows && Reach(w) is { Height: >= 0, Width: >= 0 };

    // Border of dy under which the turned convolution gives dx.
    private static (int Height, int Width) Reach(SlidingWindow w) =>
        ((w.Kernel.Height - 1) * w.Dilation.Height - w.Padding.Height, w.Kernel.Width - 1 - w.Padding.Width);

    private static SlidingWindow Turned(SlidingWindow w, Shape dy) =>
        new(dy, w.Kernel, w.Stride, new Extent(Reach(w).Height, Reach(w).Width), w.Dilation);

    private static int RowsPerTile(SlidingWindow w)
    {
        int seen = (w.Width + 2 * w.Padding.Width) * w.Channels;
        int most = Math.Clamp(TileSamples / seen, (FewWindows + w.OutWidth - 1) / w.OutWidth, Math.Max(1, TileWindows / w.OutWidth) + 1);
        int tiles = (w.OutHeight + most - 1) / most;
        return (w.OutHeight + tiles - 1) / tiles;
    }

    private void ConvolveRows(Tensor x, float* packed, SlidingWindow window, Tensor y, bool add)
    {
        int rows = RowsPerTile(window), tiles = (window.OutHeight + rows - 1) / rows;
        Split(window.Batch * tiles, 1, (x, window, y, rows, tiles, add, packed: (nint)packed), static (s, chunk, _) =>
        {
            var w = s.window;
            int first = chunk % s.tiles * s.rows, picture = chunk / s.tiles, count = Math.Min(s.rows, w.OutHeight - first);
            int filters = s.y.Shape[3], line = (w.Width + 2 * w.Padding.Width) * w.Channels, depth = w.Kernel.Width * w.Channels;
            float* seen = Patches.Bordered(s.x.Data, w, picture, first, count);
            float* to = s.y.Data + ((nint)picture * w.OutHeight + first) * w.OutWidth * filters;
            for (int u = 0; u < w.Kernel.Height; u++)
                Gemm.Slices(count, w.OutWidth, filters, depth, new Operand(seen + (nint)u * w.Dilation.Height * line, w.Channels), line,
                    new Operand((float*)s.packed + (nint)u * depth * filters, filters), to, filters, (nint)w.OutWidth * filters, s.add || u > 0);
        });
    }

    // dy is laid out with the width of the bordered picture, zeros at the right, so that all rows of a tile are one product.
    private void ConvolveRowsBackward(Tensor x, SlidingWindow window, Tensor dy, Tensor dw)
    {
        int groups = Math.Min(MaxGroups, window.Batch), each = (window.Batch + groups - 1) / groups, size = dw.Length;
        float* parts = Scratch.Take(1, groups * size);
        new Span<float>(parts, groups * size).Clear();
        Split(groups, 1, (x, window, dy, each, parts: (nint)parts), static (s, group, _) =>
        {
            var w = s.window;
            int filters = s.dy.Shape[3], rows = RowsPerTile(w), width = w.Width + 2 * w.Padding.Width, depth = w.Kernel.Width * w.Channels;
            float* part = (float*)s.parts + (nint)group * w.Kernel.Height * depth * filters;
            for (int picture = group * s.each; picture < Math.Min(w.Batch, (group + 1) * s.each); picture++)
            {
                for (int first = 0; first < w.OutHeight; first += rows)
                {
                    int count = Math.Min(rows, w.OutHeight - first), pixels = (count - 1) * width + w.OutWidth;
                    float* seen = Patches.Bordered(s.x.Data, w, picture, first, count);
                    float* d = Widened(s.dy.Data + ((nint)picture * w.OutHeight + first) * w.OutWidth * filters, count, w.OutWidth, width, filters);
                    for (int u = 0; u < w.Kernel.Height; u++)
                        Gemm.Run(depth, filters, pixels,
                            new Operand(seen + (nint)u * w.Dilation.Height * width * w.Channels, w.Channels, transposed: true),
                            new Operand(d, filters), part + (nint)u * depth * filters, filters, add: true);
                }
            }
        });
        for (int g = 1; g < groups; g++) Maps.Run2<Functions.Add>(parts + (nint)g * size, parts, parts, size);
        AddFilters(parts, dw);
    }

    private static float* Widened(float* dy, int rows, int from, int to, int filters)
    {
        if (from == to) return dy;
        float* wide = Scratch.Take(2, rows * to * filters);
        for (int row = 0; row < rows; row++)
        {
            float* line = wide + (nint)row * to * filters;
            Runs.Copy(dy + (nint)row * from * filters, 0, line, 0, 1, from * filters);
            new Span<float>(line + from * filters, (to - from) * filters).Clear();
        }
        return wide;
    }

    // [filters, channels, height, width] to [height, width, filters, channels], height and width backwards.
    private void TurnFilters(Tensor weight, float* turned) =>
        Split(weight.Shape[2] * weight.Shape[3], 1, (weight, turned: (nint)turned), static (s, at, _) =>
        {
            var shape = s.weight.Shape;
            int area = shape[2] * shape[3], pairs = shape[0] * shape[1];
            float* to = (float*)s.turned + (nint)at * pairs, from = s.weight.Data + (area - 1 - at);
            for (int i = 0; i < pairs; i++) to[i] = from[(nint)i * area];
        });
}
