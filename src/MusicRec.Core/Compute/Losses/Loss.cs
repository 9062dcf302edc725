namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>A loss that computed its gradient on the way: dx += upstream gradient.</summary>
    private Tensor Loss(Tensor x, Tensor gradient, Tensor loss) => Record(loss, x.RequiresGradient, new LossStep(x, gradient));

    /// <exception cref="ArgumentException">The shapes differ, sizes of 1 not counted.</exception>
    private static void Corresponding(Tensor x, Tensor y, string name)
    {
        Shape s = Require.NotNull(x).Shape, t = Require.NotNull(y, name).Shape;
        for (int i = 0, j = 0; ; i++, j++)
        {
            while (i < s.Rank && s[i] == 1) i++;
            while (j < t.Rank && t[j] == 1) j++;
            if (i == s.Rank && j == t.Rank) return;
            if (i == s.Rank || j == t.Rank || s[i] != t[j]) throw OtherShape(s, t, name);
        }
    }

    /// <exception cref="ArgumentException">The shapes differ.</exception>
    private static void SameShape(Tensor x, Tensor y, string name)
    {
        if (Require.NotNull(y, name).Shape != Require.NotNull(x).Shape) throw OtherShape(x.Shape, y.Shape, name);
    }

    private static ArgumentException OtherShape(Shape expected, Shape actual, string name) =>
        new($"{name} has the shape {actual}; it must have the shape {expected}.", name);

    private readonly record struct LossStep(Tensor X, Tensor Gradient) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.Multiply(Gradient, dy, Broadcast.Scalar, add: true, tape.GradientOf(X)!);
    }
}

public sealed unsafe partial class CpuBackend
{
    private delegate double RowLoss<TState>(TState state, int row) where TState : struct;

    /// <summary>The sum of a loss over rows, times a scale: rows on all threads, one sum in double in their order.</summary>
    private void SumOfRows<TState>(int rows, int columns, TState state, RowLoss<TState> body, double scale, Tensor loss) where TState : struct
    {
        double[] each = System.Buffers.ArrayPool<double>.Shared.Rent(rows);
        Rows(rows, columns, (state, body, each), static (s, from, count) =>
        {
            for (int r = from; r < from + count; r++) s.each[r] = s.body(s.state, r);
        });
        double sum = 0;
        for (int r = 0; r < rows; r++) sum += each[r];
        System.Buffers.ArrayPool<double>.Shared.Return(each);
        loss.Data[0] = (float)(sum * scale);
    }
}
