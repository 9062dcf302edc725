namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>The sum of all elements, times a scale: [1].</summary>
    public Tensor Sum(Tensor x, float scale = 1) => Reduce(x, Broadcast.Scalar, scale, new Shape(1));

    /// <summary>The mean of all elements: [1].</summary>
    public Tensor Mean(Tensor x) => Sum(x, 1f / Require.NotNull(x).Length);

    /// <summary>The sum of each row, times a scale: [..., columns] gives [..., 1].</summary>
    public Tensor SumRows(Tensor x, float scale = 1) => Reduce(x, Broadcast.Column, scale, Require.NotNull(x).Shape.With(-1, 1));

    /// <summary>The sum of each column over all rows, times a scale: [..., columns] gives [columns].</summary>
    public Tensor SumColumns(Tensor x, float scale = 1) => Reduce(x, Broadcast.Row, scale, new Shape(Require.NotNull(x).Shape.Columns));

    private Tensor Reduce(Tensor x, Broadcast kept, float scale, Shape shape)
    {
        var sum = Allocate(shape);
        Backend.Fill(sum, 0);
        Backend.AddReduced(Require.NotNull(x), null, kept, scale, sum);
        return Record(sum, x.RequiresGradient, new SumStep(x, kept, scale));
    }

    private readonly record struct SumStep(Tensor X, Broadcast Kept, float Scale) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            var dx = tape.GradientOf(X)!;
            tape.Backend.Add(dx, dy, Kept, Scale, dx);
        }
    }
}
