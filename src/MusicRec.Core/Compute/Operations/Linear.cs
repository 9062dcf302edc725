namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>y = f(x W^T + b): a fully connected layer with its activation in one pass.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="weight">[outputs, inputs], as PyTorch stores it.</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="activation">f.</param>
    /// <returns>[..., outputs].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null, Activation activation = Activation.None)
    {
        Shape s = Require.NotNull(x).Shape, w = Require.NotNull(weight).Shape;
        if (w.Rank != 2 || s[-1] != w[1]) throw new ArgumentException($"An input of shape {s} does not fit weights of shape {w}.", nameof(x));
        if (bias is not null && bias.Length != w[0])
            throw new ArgumentException($"A bias of shape {bias.Shape} does not fit weights of shape {w}.", nameof(bias));
        if (FromInput(activation)) return Activate(Linear(x, weight, bias), activation);
        var y = Allocate(s.With(-1, w[0]));
        Backend.MatMul(Flat(x), weight, false, true, false, Flat(y));
        if (bias is not null || activation != Activation.None) Backend.BiasActivate(y, bias, activation);
        bool wanted = x.RequiresGradient || weight.RequiresGradient || bias is { RequiresGradient: true };
        return Record(y, wanted, new LinearStep(x, weight, bias, activation));
    }

    /// <summary>All dimensions but the last taken as one.</summary>
    internal Tensor Flat(Tensor x) => x.Shape.Rank == 2 ? x : View(x, new Shape(x.Shape.Rows, x.Shape.Columns));

    private readonly record struct LinearStep(Tensor X, Tensor Weight, Tensor? Bias, Activation Activation) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            var dz = tape.Flat(dy);
            if (Activation != Activation.None)
            {
                dz = tape.Allocate(dz.Shape);
                tape.Backend.Fill(dz, 0);
                tape.Backend.ActivateBackward(y, dy, Activation, dz);
            }
            if (tape.GradientOf(Weight) is { } dw) tape.Backend.MatMul(dz, tape.Flat(X), true, false, true, dw);
            if (Bias is not null && tape.GradientOf(Bias) is { } db) tape.Backend.AddColumnSums(dz, db);
            if (tape.GradientOf(X) is { } dx) tape.Backend.MatMul(dz, Weight, false, false, true, tape.Flat(dx));
        }
    }
}

public abstract partial class Backend
{
    /// <summary>x = f(x + b) in place, the bias b (or null for none) being added to every row.</summary>
    public abstract void BiasActivate(Tensor x, Tensor? bias, Activation activation);

    /// <summary>sums[j] += the sum of column j of x [..., columns].</summary>
    public abstract void AddColumnSums(Tensor x, Tensor sums);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void BiasActivate(Tensor x, Tensor? bias, Activation activation)
    {
        if (bias is not null)
        {
            Rows(x.Shape.Rows, x.Shape.Columns, (x, bias), static (s, from, count) =>
            {
                int n = s.x.Shape.Columns;
                float* row = s.x.Data + (nint)from * n;
                for (int i = 0; i < count; i++, row += n) Kernels.Maps.Run2<Kernels.Functions.Add>(row, s.bias.Data, row, n);
            });
        }
        if (activation != Activation.None) Activate(x, activation, x);
    }

    /// <inheritdoc/>
    public override void AddColumnSums(Tensor x, Tensor sums) => AddColumnSums(x, null, sums.Length, sums);
}
