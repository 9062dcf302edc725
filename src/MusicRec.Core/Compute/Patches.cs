using MusicRec.Kernels;

namespace MusicRec.Compute;

/// <summary>The windows of a convolution as the rows of a matrix: [windows, kernel height x kernel width x channels].</summary>
internal static unsafe class Patches
{
    private const int TileElements = 1 << 16; // a tile stays in L2

    /// <summary>Rows of windows that are taken at a time.</summary>
    public static int RowsPerTile(SlidingWindow w) => Math.Clamp(TileElements / (w.OutWidth * w.Depth), 1, w.OutHeight);

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

    /// <summary>The reverse of the copy: adds rows to the samples they came from.</summary>
    public static void Add(float* rows, SlidingWindow w, int picture, int first, int count, float* dx) =>
        Walk(dx + (nint)picture * w.Height * w.Width * w.Channels, w, first, count, rows, add: true);

    // A sample's channels are contiguous, and so are neighbouring samples of a window where the dilation is 1.
    private static void Walk(float* picture, SlidingWindow w, int first, int count, float* rows, bool add)
    {
        int samples = w.Dilation.Width == 1 ? w.Kernel.Width : 1, pieces = w.Kernel.Width / samples, channels = w.Channels;
        for (int i = first; i < first + count; i++)
        {
            for (int j = 0; j < w.OutWidth; j++)
            {
                for (int u = 0; u < w.Kernel.Height; u++)
                {
                    int row = i * w.Stride.Height - w.Padding.Height + u * w.Dilation.Height;
                    for (int v = 0; v < pieces; v++, rows += samples * channels)
                    {
                        int left = j * w.Stride.Width - w.Padding.Width + v * w.Dilation.Width;
                        int from = Math.Clamp(-left, 0, samples), to = row < 0 || row >= w.Height ? from : Math.Clamp(w.Width - left, from, samples);
                        float* at = picture + ((nint)row * w.Width + left + from) * channels;
                        int n = (to - from) * channels;
                        if (add)
                        {
                            if (n > 0) Maps.Run2<Functions.Add>(rows + from * channels, at, at, n);
                            continue;
                        }
                        new Span<float>(rows, from * channels).Clear();
                        if (n > 0) new Span<float>(at, n).CopyTo(new Span<float>(rows + from * channels, n));
                        new Span<float>(rows + to * channels, (samples - to) * channels).Clear();
                    }
                }
            }
        }
    }
}
