using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Each row divided by its Euclidean length, or by a floor where it is shorter.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="floor">The least divisor.</param>
    public Tensor NormalizeRows(Tensor x, float floor = 1e-12f)
    {
        var y = Allocate(Require.NotNull(x).Shape);
        var lengths = Allocate(new Shape(x.Shape.Rows));
        Backend.NormalizeRows(x, Require.Positive(floor), y, lengths);
        return Record(y, x.RequiresGradient, new NormalizeRowsStep(x, lengths, floor));
    }

    private readonly record struct NormalizeRowsStep(Tensor X, Tensor Lengths, float Floor) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) => tape.Backend.NormalizeRowsBackward(y, dy, Lengths, Floor, tape.GradientOf(X)!);
    }
}

public abstract partial class Backend
{
    /// <summary>y = x / max(|x|, floor) row by row; lengths[r] = |x_r|.</summary>
    public abstract void NormalizeRows(Tensor x, float floor, Tensor y, Tensor lengths);

    /// <summary>dx += (dy - y (y . dy)) / |x| row by row; dy / floor where |x| is below the floor.</summary>
    public abstract void NormalizeRowsBackward(Tensor y, Tensor dy, Tensor lengths, float floor, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void NormalizeRows(Tensor x, float floor, Tensor y, Tensor lengths) =>
        Rows(x.Shape.Rows, x.Shape.Columns, (x, floor, y, lengths), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* row = s.x.Data + (nint)r * n;
                float length = s.lengths.Data[r] = MathF.Sqrt(Dot.Run(row, row, n));
                Maps.Run1<Functions.Scale>(row, s.y.Data + (nint)r * n, n, 1 / MathF.Max(length, s.floor));
            }
        });

    /// <inheritdoc/>
    public override void NormalizeRowsBackward(Tensor y, Tensor dy, Tensor lengths, float floor, Tensor dx) =>
        Rows(y.Shape.Rows, y.Shape.Columns, (y, dy, lengths, floor, dx), static (s, from, count) =>
        {
            int n = s.y.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* row = s.y.Data + (nint)r * n, d = s.dy.Data + (nint)r * n, to = s.dx.Data + (nint)r * n;
                float length = s.lengths.Data[r], along = length > s.floor ? Dot.Run(row, d, n) : 0;
                Maps.Run3<Functions.DeviationBack>(row, d, to, to, n, 1 / MathF.Max(length, s.floor), along);
            }
        });
}
