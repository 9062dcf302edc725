using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>x y, element by element. y has x's shape, or is broadcast as in <see cref="Add"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Multiply(Tensor x, Tensor y)
    {
        var spread = Broadcasts.Of(Require.NotNull(x).Shape, Require.NotNull(y).Shape);
        var product = Allocate(x.Shape);
        Backend.Multiply(x, y, spread, add: false, product);
        return Record(product, x.RequiresGradient || y.RequiresGradient, new MultiplyStep(x, y, spread));
    }

    private readonly record struct MultiplyStep(Tensor X, Tensor Y, Broadcast Spread) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            if (tape.GradientOf(X) is { } dx) tape.Backend.Multiply(dy, Y, Spread, add: true, dx);
            if (tape.GradientOf(Y) is { } d) tape.Backend.AddReduced(dy, X, Spread, 1, d);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>product = x y or product += x y, with y spread over x.</summary>
    public abstract void Multiply(Tensor x, Tensor y, Broadcast spread, bool add, Tensor product);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Multiply(Tensor x, Tensor y, Broadcast spread, bool add, Tensor product)
    {
        if (spread == Broadcast.None)
        {
            if (add) Map<Functions.MultiplyAdd>(x, y, product, product);
            else Map<Functions.Multiply>(x, y, product);
            return;
        }
        Rows(x.Shape.Rows, x.Shape.Columns, (x, y, spread, add, product), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* row = s.x.Data + (nint)r * n, to = s.product.Data + (nint)r * n;
                float value = s.spread == Broadcast.Row ? 0 : s.y.Data[s.spread == Broadcast.Column ? r : 0];
                if (s.spread == Broadcast.Row && s.add) Maps.Run3<Functions.MultiplyAdd>(row, s.y.Data, to, to, n);
                else if (s.spread == Broadcast.Row) Maps.Run2<Functions.Multiply>(row, s.y.Data, to, n);
                else if (s.add) Maps.Run2<Functions.AddScaled>(row, to, to, n, value);
                else Maps.Run1<Functions.Scale>(row, to, n, value);
            }
        });
    }
}
