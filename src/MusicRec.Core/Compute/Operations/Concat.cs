namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Joins tensors of equal shapes, but for one dimension, along it.</summary>
    /// <param name="dimension">The dimension that grows; -1 is the last.</param>
    /// <param name="parts">What to join, in order.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Concat(int dimension, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.Length == 0) throw new ArgumentException("There is nothing to join.", nameof(parts));
        foreach (var part in parts) Require.NotNull(part, nameof(parts));
        Shape first = parts[0].Shape;
        int size = 0, axis = Require.Index(dimension < 0 ? dimension + first.Rank : dimension, first.Rank, nameof(dimension));
        foreach (var part in parts)
        {
            if (part.Shape.Rank != first.Rank || part.Shape.With(axis, 1) != first.With(axis, 1))
                throw new ArgumentException($"Shape {part.Shape} cannot be joined to {first} along dimension {axis}.", nameof(parts));
            size += part.Shape[axis];
        }
        var y = Allocate(first.With(axis, size));
        int at = 0, inner = first.Product(axis + 1, first.Rank), outer = first.Product(0, axis);
        foreach (var part in parts)
        {
            int width = part.Shape[axis] * inner;
            Backend.CopyBlocks(part, 0, width, y, at, size * inner, width, outer, add: false);
            Record(y, part.RequiresGradient, new ConcatStep(part, at, size * inner, width, outer));
            at += width;
        }
        return y;
    }

    /// <summary>Indices [start, start + length) of one dimension.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the dimension.</exception>
    public Tensor Slice(Tensor x, int dimension, int start, int length)
    {
        Shape s = Require.NotNull(x).Shape;
        int axis = Require.Index(dimension < 0 ? dimension + s.Rank : dimension, s.Rank, nameof(dimension));
        Require.Between(start, 0, s[axis] - 1);
        Require.Between(length, 1, s[axis] - start);
        int inner = s.Product(axis + 1, s.Rank), outer = s.Product(0, axis);
        var y = Allocate(s.With(axis, length));
        Backend.CopyBlocks(x, start * inner, s[axis] * inner, y, 0, length * inner, length * inner, outer, add: false);
        return Record(y, x.RequiresGradient, new SliceStep(x, start * inner, s[axis] * inner, length * inner, outer));
    }

    /// <summary>The same elements, in the same order, under another shape.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public Tensor Reshape(Tensor x, Shape shape)
    {
        Require.Length(shape.Length, Require.NotNull(x).Length, nameof(shape));
        return Record(View(x, shape), x.RequiresGradient, new ReshapeStep(x));
    }

    private readonly record struct ConcatStep(Tensor Part, int At, int Stride, int Width, int Count) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.CopyBlocks(dy, At, Stride, tape.GradientOf(Part)!, 0, Width, Width, Count, add: true);
    }

    private readonly record struct SliceStep(Tensor X, int At, int Stride, int Width, int Count) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.CopyBlocks(dy, 0, Width, tape.GradientOf(X)!, At, Stride, Width, Count, add: true);
    }

    private readonly record struct ReshapeStep(Tensor X) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.CopyBlocks(dy, 0, dy.Length, tape.GradientOf(X)!, 0, dy.Length, dy.Length, 1, add: true);
    }
}

public abstract partial class Backend
{
    /// <summary>Copies, or adds, <paramref name="count"/> blocks of <paramref name="width"/> elements from strided places
    /// to strided places.</summary>
    public abstract void CopyBlocks(
        Tensor source, int sourceStart, int sourceStride, Tensor target, int targetStart, int targetStride, int width, int count, bool add);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void CopyBlocks(
        Tensor source, int sourceStart, int sourceStride, Tensor target, int targetStart, int targetStride, int width, int count, bool add) =>
        Rows(count, width, (source, sourceStart, sourceStride, target, targetStart, targetStride, width, add), static (s, first, count) =>
        {
            for (nint i = first; i < first + count; i++)
            {
                float* source = s.source.Data + s.sourceStart + i * s.sourceStride, target = s.target.Data + s.targetStart + i * s.targetStride;
                if (s.add) Kernels.Maps.Run2<Kernels.Functions.Add>(source, target, target, s.width);
                else new Span<float>(source, s.width).CopyTo(new Span<float>(target, s.width));
            }
        });
}
