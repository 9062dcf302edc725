namespace MusicRec.Compute;

/// <summary>Where the windows of a convolution or a pooling lie on pictures of shape [batch, height, width, channels].</summary>
public readonly record struct SlidingWindow
{
    /// <summary>Checks that at least one window fits.</summary>
    /// <param name="picture">[batch, height, width, channels].</param>
    /// <param name="kernel">Size of a window in samples.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Border on each side.</param>
    /// <param name="dilation">Distance between neighbouring samples of a window.</param>
    /// <exception cref="ArgumentException">The picture has not four dimensions, or no window fits.</exception>
    public SlidingWindow(Shape picture, Extent kernel, Extent stride, Extent padding, Extent dilation)
    {
        if (picture.Rank != 4)
            throw new ArgumentException($"Pictures have the shape [batch, height, width, channels], not {picture}.", nameof(picture));
        (Batch, Height, Width, Channels) = (picture[0], picture[1], picture[2], picture[3]);
        (Kernel, Stride, Padding, Dilation) = (kernel, stride, padding, dilation);
        OutHeight = Count(Height, kernel.Height, stride.Height, padding.Height, dilation.Height);
        OutWidth = Count(Width, kernel.Width, stride.Width, padding.Width, dilation.Width);
    }

    /// <summary>Number of pictures.</summary>
    public int Batch { get; }

    /// <summary>Height of a picture.</summary>
    public int Height { get; }

    /// <summary>Width of a picture.</summary>
    public int Width { get; }

    /// <summary>Channels of a picture.</summary>
    public int Channels { get; }

    /// <summary>Size of a window in samples.</summary>
    public Extent Kernel { get; }

    /// <summary>Steps between windows.</summary>
    public Extent Stride { get; }

    /// <summary>Border on each side.</summary>
    public Extent Padding { get; }

    /// <summary>Distance between neighbouring samples of a window.</summary>
    public Extent Dilation { get; }

    /// <summary>Windows from top to bottom.</summary>
    public int OutHeight { get; }

    /// <summary>Windows from left to right.</summary>
    public int OutWidth { get; }

    /// <summary>Numbers in a window: height x width x channels.</summary>
    internal int Depth => Kernel.Height * Kernel.Width * Channels;

    private static int Count(int size, int kernel, int stride, int padding, int dilation)
    {
        Require.Positive(kernel);
        Require.Positive(stride);
        Require.NotNegative(padding);
        Require.Positive(dilation);
        int room = size + 2 * padding - dilation * (kernel - 1) - 1;
        if (room < 0)
            throw new ArgumentException($"A window of {kernel} samples, {dilation} apart, does not fit into {size} with a border of {padding}.");
        return room / stride + 1;
    }
}
