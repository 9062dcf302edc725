using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

/// <summary>The part of the list that works on pictures and sequences.</summary>
internal static partial class Operations
{
    private static IEnumerable<Operation> Pictures()
    {
        (int[] X, int[] W, Extent Stride, Extent Padding, Extent Dilation)[] convolutions =
        [
            ([2, 5, 7, 3], [4, 3, 3, 3], new(1), new(1), new(1)), ([3, 6, 5, 1], [2, 1, 2, 3], new(2, 1), new(0), new(1)),
            ([1, 9, 8, 2], [17, 2, 3, 2], new(1, 2), new(2, 1), new(2, 3)), ([2, 1, 1, 1], [1, 1, 1, 1], new(1), new(0), new(1)),
            ([2, 4, 3, 5], [3, 5, 1, 1], new(1), new(0), new(1)),
            ([2, 17, 16, 1], [3, 1, 3, 3], new(1), new(1), new(1)), // many windows: each picture has products of its own
            ([5, 13, 14, 1], [2, 1, 3, 2], new(1), new(1, 0), new(1)), // few: pictures share products, here of two blocks that cut a picture
        ];
        foreach (var (x, w, stride, padding, dilation) in convolutions)
        {
            var window = new SlidingWindow(new Shape(x), new(w[2], w[3]), stride, padding, dilation);
            yield return new($"conv2d [{string.Join(",", x)}] [{string.Join(",", w)}]", [x, w, [w[0]]],
                (t, v) => t.Conv2d(v[0], v[1], v[2], stride, padding, dilation, Activation.Tanh),
                v => [.. Definitions.Convolve(v[0], v[1], window, w[0]).Select((y, i) => Math.Tanh(y + v[2][i % w[0]]))]);
        }
        foreach (var (time, stride, padding, dilation) in new[] { (11, 1, 0, 1), (11, 2, 0, 1), (11, 1, 2, 3), (263, 1, 0, 1), (257, 1, 2, 1) })
        {
            var window = new SlidingWindow(new Shape(2, time, 1, 3), new(4, 1), new(stride, 1), new(padding, 0), new(dilation, 1));
            yield return new($"conv1d {time} {stride} {padding} {dilation}", [[2, time, 3], [5, 3, 4]],
                (t, v) => t.Conv1d(v[0], v[1], null, stride, padding, dilation, Activation.Silu),
                v => [.. Definitions.Convolve(v[0], v[1], window, 5).Select(y => Definitions.Activate(y, Activation.Silu))]);
        }
        foreach (var pooling in Enum.GetValues<Pooling>())
        {
            var window = new SlidingWindow(new Shape(2, 7, 5, 3), new(3, 2), new(2, 1), new(1, 1), new(1));
            yield return new($"{pooling} pooling", [[2, 7, 5, 3]], (t, v) => t.Pool2d(v[0], pooling, new(3, 2), new(2, 1), new(1)),
                v => Definitions.Pool(v[0], pooling, window));
            yield return new($"{pooling} pooling over time", [[2, 9, 5]], (t, v) => t.Pool1d(v[0], pooling, 4),
                v => Definitions.Pool(v[0], pooling, new(new Shape(2, 9, 1, 5), new(4, 1), new(4, 1), new(0), new(1))));
        }
        foreach (var pooling in Enum.GetValues<GlobalPooling>())
            yield return new($"global {pooling} pooling", [[2, 7, 5]], (t, v) => t.GlobalPool(v[0], pooling),
                v => Definitions.GlobalPool(v[0], 2, 5, pooling));
    }
}
