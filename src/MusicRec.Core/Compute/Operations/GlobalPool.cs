namespace MusicRec.Compute;

/// <summary>What a pooling over the whole of time, or of a picture, keeps of each channel.</summary>
public enum GlobalPooling
{
    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The Euclidean length, sqrt(sum x^2).</summary>
    L2,
}

public sealed partial class Tape
{
    /// <summary>Pools each channel of each example over all its places: [batch, ..., channels] gives [batch, channels].</summary>
    public Tensor GlobalPool(Tensor x, GlobalPooling pooling)
    {
        Shape s = Require.NotNull(x).Shape;
        if (s.Rank < 3) throw new ArgumentException($"Global pooling needs [batch, .., channels], not {s}.", nameof(x));
        var y = Allocate(new Shape(s[0], s.Columns));
        Backend.GlobalPool(x, Require.Defined(pooling), y);
        return Record(y, x.RequiresGradient, new GlobalPoolStep(x, pooling));
    }

    private readonly record struct GlobalPoolStep(Tensor X, GlobalPooling Pooling) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) => tape.Backend.GlobalPoolBackward(X, y, dy, Pooling, tape.GradientOf(X)!);
    }
}

public abstract partial class Backend
{
    /// <summary>y[b, c] = the mean, maximum or Euclidean length over all places of x[b, .., c].</summary>
    public abstract void GlobalPool(Tensor x, GlobalPooling pooling, Tensor y);

    /// <summary>dx[b, p, c] += dy / places, or dy at the first largest place, or dy x / y.</summary>
    public abstract void GlobalPoolBackward(Tensor x, Tensor y, Tensor dy, GlobalPooling pooling, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void GlobalPool(Tensor x, GlobalPooling pooling, Tensor y) =>
        Split(y.Shape[0], 1, (x, pooling, y), static (s, example, _) =>
        {
            int n = s.y.Shape[1], places = s.x.Length / s.y.Length;
            float* x = s.x.Data + (nint)example * places * n, y = s.y.Data + (nint)example * n;
            if (s.pooling == GlobalPooling.Max)
            {
                new Span<float>(x, n).CopyTo(new Span<float>(y, n));
                for (nint p = 1; p < places; p++) for (int c = 0; c < n; c++) y[c] = Math.Max(y[c], x[p * n + c]);
                return;
            }
            new Span<float>(y, n).Clear();
            Kernels.Reductions.ColumnDots(x, s.pooling == GlobalPooling.L2 ? x : null, places, n, n, y);
            for (int c = 0; c < n; c++) y[c] = s.pooling == GlobalPooling.L2 ? MathF.Sqrt(y[c]) : y[c] / places;
        });

    /// <inheritdoc/>
    public override void GlobalPoolBackward(Tensor x, Tensor y, Tensor dy, GlobalPooling pooling, Tensor dx) =>
        Split(y.Shape[0], 1, (x, y, dy, pooling, dx), static (s, example, _) =>
        {
            int n = s.y.Shape[1], places = s.x.Length / s.y.Length;
            nint at = (nint)example * places * n;
            float* x = s.x.Data + at, dx = s.dx.Data + at, y = s.y.Data + (nint)example * n, dy = s.dy.Data + (nint)example * n;
            if (s.pooling == GlobalPooling.Mean)
            {
                for (nint p = 0; p < places; p++) Kernels.Maps.Run2<Kernels.Functions.AddScaled>(dy, dx + p * n, dx + p * n, n, 1f / places);
                return;
            }
            for (int c = 0; c < n; c++)
            {
                float ratio = y[c] > 0 ? dy[c] / y[c] : 0;
                for (nint p = 0; p < places; p++)
                {
                    if (s.pooling == GlobalPooling.L2)
                    {
                        dx[p * n + c] += ratio * x[p * n + c];
                    }
                    else if (x[p * n + c] == y[c])
                    {
                        dx[p * n + c] += dy[c];
                        break;
                    }
                }
            }
        });
}

internal static partial class Definitions
{
    public static double[] GlobalPool(double[] x, int batch, int channels, GlobalPooling pooling)
    {
        var y = new double[batch * channels];
        int places = x.Length / y.Length;
        for (int at = 0; at < y.Length; at++)
        {
            var values = Enumerable.Range(0, places).Select(p => x[(at / channels * places + p) * channels + at % channels]);
            y[at] = pooling switch
            {
                GlobalPooling.Mean => values.Average(),
                GlobalPooling.Max => values.Max(),
                _ => Math.Sqrt(values.Sum(v => v * v)),
            };
        }
        return y;
    }
}
