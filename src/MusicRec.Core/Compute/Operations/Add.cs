using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>x + scale y. y has x's shape, or is broadcast: one row [columns] for all rows, one value per row [rows, 1],
    /// or one value [1].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Add(Tensor x, Tensor y, float scale = 1)
    {
        var spread = Broadcasts.Of(Require.NotNull(x).Shape, Require.NotNull(y).Shape);
        var sum = Allocate(x.Shape);
        Backend.Add(x, y, spread, scale, sum);
        return Record(sum, x.RequiresGradient || y.RequiresGradient, new AddStep(x, y, spread, scale));
    }

    /// <summary>scale x + offset.</summary>
    public Tensor Affine(Tensor x, float scale, float offset = 0)
    {
        var y = Allocate(Require.NotNull(x).Shape);
        Backend.Affine(x, scale, offset, y);
        return Record(y, x.RequiresGradient, new AffineStep(x, scale));
    }

    private readonly record struct AddStep(Tensor X, Tensor Y, Broadcast Spread, float Scale) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            if (tape.GradientOf(X) is { } dx) tape.Backend.AddScaled(dy, 1, dx);
            if (tape.GradientOf(Y) is { } d) tape.Backend.AddReduced(dy, null, Spread, Scale, d);
        }
    }

    private readonly record struct AffineStep(Tensor X, float Scale) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) => tape.Backend.AddScaled(dy, Scale, tape.GradientOf(X)!);
    }
}

public abstract partial class Backend
{
    /// <summary>sum = x + scale y, with y spread over x.</summary>
    public abstract void Add(Tensor x, Tensor y, Broadcast spread, float scale, Tensor sum);

    /// <summary>y = scale x + offset.</summary>
    public abstract void Affine(Tensor x, float scale, float offset, Tensor y);

    /// <summary>sum += scale x, element by element.</summary>
    public abstract void AddScaled(Tensor x, float scale, Tensor sum);

    /// <summary>sum += scale (x y) summed over what a broadcast spread; without y, x alone.</summary>
    public abstract void AddReduced(Tensor x, Tensor? y, Broadcast spread, float scale, Tensor sum);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Add(Tensor x, Tensor y, Broadcast spread, float scale, Tensor sum)
    {
        if (spread == Broadcast.None)
        {
            Map<Functions.AddScaled>(y, x, sum, scale);
            return;
        }
        Rows(x.Shape.Rows, x.Shape.Columns, (x, y, spread, scale, sum), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* row = s.x.Data + (nint)r * n, to = s.sum.Data + (nint)r * n;
                if (s.spread == Broadcast.Row) Maps.Run2<Functions.AddScaled>(s.y.Data, row, to, n, s.scale);
                else Maps.Run1<Functions.Affine>(row, to, n, 1, s.scale * s.y.Data[s.spread == Broadcast.Column ? r : 0]);
            }
        });
    }

    /// <inheritdoc/>
    public override void Affine(Tensor x, float scale, float offset, Tensor y) => Map<Functions.Affine>(x, y, scale, offset);

    /// <inheritdoc/>
    public override void AddScaled(Tensor x, float scale, Tensor sum) => Map<Functions.AddScaled>(x, sum, sum, scale);

    /// <inheritdoc/>
    public override void AddReduced(Tensor x, Tensor? y, Broadcast spread, float scale, Tensor sum)
    {
        if (spread == Broadcast.None)
        {
            if (y is null) AddScaled(x, scale, sum);
            else Map<Functions.ScaledProductAdd>(x, y, sum, sum, scale);
            return;
        }
        if (spread == Broadcast.Row)
        {
            AddColumnSums(x, y, sum.Length, sum, scale);
            return;
        }
        int rows = x.Shape.Rows, n = x.Shape.Columns;
        double total = 0;
        for (int r = 0; r < rows; r++)
        {
            float* row = x.Data + (nint)r * n;
            float value = scale * (y is null ? Reductions.Sum(row, n) : Dot.Run(row, y.Data + (nint)r * n, n));
            if (spread == Broadcast.Column) sum.Data[r] += value;
            total += value;
        }
        if (spread == Broadcast.Scalar) sum.Data[0] += (float)total;
    }
}
