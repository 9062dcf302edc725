using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Mean over rows of -ln softmax(logits)[label], fused: [1]. Rows with label -1 are left out of sum and count.</summary>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="labels">One per row, -1 to leave a row out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public Tensor SoftmaxCrossEntropy(Tensor logits, ReadOnlySpan<int> labels)
    {
        Require.Length(labels.Length, Require.NotNull(logits).Shape.Rows, nameof(labels));
        int counted = 0;
        foreach (int label in labels)
            if (Require.Between(label, -1, logits.Shape.Columns - 1, nameof(labels)) >= 0) counted++;
        Tensor loss = Allocate(new Shape(1)), gradient = Allocate(logits.Shape);
        Backend.SoftmaxCrossEntropy(logits, labels, Math.Max(1, counted), loss, gradient);
        return Loss(logits, gradient, loss);
    }
}

public abstract partial class Backend
{
    /// <summary>loss = sum over rows of ln sum e^x - x[label], over count; gradient = (softmax - one at label) / count;
    /// rows of label -1 give 0.</summary>
    public abstract void SoftmaxCrossEntropy(Tensor logits, ReadOnlySpan<int> labels, int count, Tensor loss, Tensor gradient);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void SoftmaxCrossEntropy(Tensor logits, ReadOnlySpan<int> labels, int count, Tensor loss, Tensor gradient)
    {
        fixed (int* label = labels)
        {
            SumOfRows(logits.Shape.Rows, logits.Shape.Columns, (logits, label: (nint)label, count, gradient), static (s, row) =>
            {
                int n = s.logits.Shape.Columns, label = ((int*)s.label)[row];
                float* x = s.logits.Data + (nint)row * n, g = s.gradient.Data + (nint)row * n;
                if (label < 0)
                {
                    new Span<float>(g, n).Clear();
                    return 0;
                }
                float max = Reductions.Max(x, n), scale = 1f / s.count;
                Maps.Run1<Functions.ExpMinus>(x, g, n, max);
                float sum = Reductions.Sum(g, n);
                double part = max + Math.Log(sum) - x[label];
                Maps.Run1<Functions.Scale>(g, g, n, scale / sum);
                g[label] -= scale;
                return part;
            }, 1.0 / count, loss);
        }
    }
}
