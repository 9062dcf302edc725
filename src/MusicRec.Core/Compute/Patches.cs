using MusicRec.Kernels;

namespace MusicRec.Compute;

/// <summary>The windows of a convolution as the rows of a matrix: [windows, kernel height x kernel width x channels].</summary>
internal static unsafe class Patches
{
    private const int TileElements = 1 << 16; // a tile stays in L2
    private const int BlockWindows = 768, BlockElements = 1 << 21; // enough rows to pay for the packing of the filters

    /// <summary>Rows of windows that are taken at a time.</summary>
    public static int RowsPerTile(SlidingWindow w) => Math.Clamp(TileElements / (w.OutWidth * w.Depth), 1, w.OutHeight);

    /// <summary>Rows of windows, counted over all pictures, that share a product: blocks of nearly equal size.</summary>
    public static int RowsPerBlock(SlidingWindow w)
    {
        int total = w.Batch * w.OutHeight, most = Math.Max(1, Math.Min(BlockWindows / w.OutWidth, BlockElements / (w.OutWidth * w.Depth)));
        int blocks = (total + most - 1) / most;
        return (total + blocks - 1) / blocks;
    }

    /// <summary>Copies the windows of some rows, counted over all pictures: [count x OutWidth, Depth].</summary>
    public static void Copy(float* x, SlidingWindow w, int first, int count, float* rows)
    {
        for (int row = first, end = first + count; row < end;)
        {
            int picture = row / w.OutHeight, inside = row % w.OutHeight, some = Math.Min(end - row, w.OutHeight - inside);
            Walk(x + (nint)picture * w.Height * w.Width * w.Channels, w, inside, some, rows, add: false);
            rows += (nint)some * w.OutWidth * w.Depth;
            row += some;
        }
    }

    /// <summary>The windows of some rows of a picture: a view of the picture where its windows are runs of whole rows, as over time, else a
    /// copy in this thread's scratch.</summary>
    public static Operand Of(float* x, SlidingWindow w, int picture, int first, int count)
    {
        float* source = x + (nint)picture * w.Height * w.Width * w.Channels;
        bool runs = w.Width == 1 && w.Kernel.Width == 1 && w.Padding == default && w.Dilation.Height == 1;
        if (runs) return new Operand(source + (nint)first * w.Stride.Height * w.Channels, (nint)w.Stride.Height * w.Channels);
        float* copy = Scratch.Take(3, count * w.OutWidth * w.Depth);
        Walk(source, w, first, count, copy, add: false);
        return new Operand(copy, w.Depth);
    }

    /// <summary>The samples that some rows of windows of a picture see, with the border: [rows, Width + 2 Padding.Width, channels]. The picture
    /// itself where it has no border, else a copy in this thread's scratch.</summary>
    public static float* Bordered(float* x, SlidingWindow w, int picture, int first, int count)
    {
        int line = w.Width * w.Channels, border = w.Padding.Width * w.Channels, top = first * w.Stride.Height - w.Padding.Height;
        float* source = x + (nint)picture * w.Height * line;
        if (w.Padding == default) return source + (nint)top * line;
        int rows = (count - 1) * w.Stride.Height + (w.Kernel.Height - 1) * w.Dilation.Height + 1;
        float* copy = Scratch.Take(3, rows * (line + 2 * border)), to = copy;
        for (int row = top; row < top + rows; row++, to += line + 2 * border)
        {
            var whole = new Span<float>(to, line + 2 * border);
            if (row < 0 || row >= w.Height)
            {
                whole.Clear();
                continue;
            }
            whole[..border].Clear();
            Runs.Copy(source + (nint)row * line, 0, to + border, 0, 1, line);
            whole[(border + line)..].Clear();
        }
        return copy;
    }

    /// <summary>The reverse of the copy: adds rows to the samples they came from.</summary>
    public static void Add(float* rows, SlidingWindow w, int picture, int first, int count, float* dx) =>
        Walk(dx + (nint)picture * w.Height * w.Width * w.Channels, w, first, count, rows, add: true);

    // A sample's channels are contiguous, and so are neighbouring samples of a window where the dilation is 1: one piece a row of the window
    // then, else one a sample. The same piece of all windows of an output row is a row of equal runs, but for the windows that reach outside.
    private static void Walk(float* picture, SlidingWindow w, int first, int count, float* rows, bool add)
    {
        int samples = w.Dilation.Width == 1 ? w.Kernel.Width : 1, pieces = w.Kernel.Width / samples;
        for (int i = first; i < first + count; i++, rows += w.OutWidth * w.Depth)
        {
            for (int u = 0; u < w.Kernel.Height; u++)
            {
                int row = i * w.Stride.Height - w.Padding.Height + u * w.Dilation.Height;
                bool inside = row >= 0 && row < w.Height;
                for (int v = 0; v < pieces; v++)
                {
                    float* piece = rows + (u * pieces + v) * samples * w.Channels;
                    int left = v * w.Dilation.Width - w.Padding.Width;
                    Row(inside ? picture + (nint)row * w.Width * w.Channels : null, w, left, samples, piece, add);
                }
            }
        }
    }

    /// <summary>One piece of every window of an output row; window j begins at column left + j stride of the picture's row, which is null
    /// outside the picture.</summary>
    private static void Row(float* line, SlidingWindow w, int left, int samples, float* piece, bool add)
    {
        int stride = w.Stride.Width, channels = w.Channels, n = samples * channels;
        int from = line == null ? w.OutWidth : Math.Clamp((-left + stride - 1) / stride, 0, w.OutWidth);
        int to = Math.Clamp((w.Width - samples - left + stride) / stride, from, w.OutWidth);
        if (line != null && w.Width - samples - left < 0) to = from;
        for (int j = 0; j < w.OutWidth; j++)
        {
            if (j == from && to > from)
            {
                float* start = line + (nint)(left + from * stride) * channels;
                if (add) Runs.Add(piece + (nint)from * w.Depth, w.Depth, start, (nint)stride * channels, to - from, n);
                else Runs.Copy(start, (nint)stride * channels, piece + (nint)from * w.Depth, w.Depth, to - from, n);
                j = to - 1;
                continue;
            }
            Edge(line, w, left + j * stride, samples, piece + (nint)j * w.Depth, add);
        }
    }

    private static void Edge(float* line, SlidingWindow w, int left, int samples, float* run, bool add)
    {
        int channels = w.Channels, from = Math.Clamp(-left, 0, samples);
        int to = line == null ? from : Math.Clamp(w.Width - left, from, samples), n = (to - from) * channels;
        float* at = line + (nint)(left + from) * channels;
        if (add)
        {
            if (n > 0) Runs.Add(run + from * channels, 0, at, 0, 1, n);
            return;
        }
        new Span<float>(run, samples * channels).Clear();
        if (n > 0) Runs.Copy(at, 0, run + from * channels, 0, 1, n);
    }
}
