namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Rows of a table by index: an embedding. Index -1 gives a row of zeros, for padding.</summary>
    /// <param name="table">[entries, width].</param>
    /// <param name="indices">Which rows; the memory must stay as it is until the backward pass is over.</param>
    /// <returns>[indices, width].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not of the table.</exception>
    public Tensor Gather(Tensor table, ReadOnlyMemory<int> indices)
    {
        if (Require.NotNull(table).Shape.Rank != 2) throw new ArgumentException($"A table has two dimensions, not {table.Shape}.", nameof(table));
        foreach (int index in indices.Span) Require.Between(index, -1, table.Shape[0] - 1, nameof(indices));
        var y = Allocate(new Shape(indices.Length, table.Shape[1]));
        Backend.Gather(table, indices.Span, y);
        return Record(y, table.RequiresGradient, new GatherStep(table, indices));
    }

    /// <summary>Adds rows into a table of zeros at the given indices; rows of index -1 are left out. The reverse of <see cref="Gather"/>.</summary>
    /// <param name="x">[indices, width].</param>
    /// <param name="indices">Where each row goes; the memory must stay as it is until the backward pass is over.</param>
    /// <param name="entries">Rows of the result.</param>
    /// <returns>[entries, width].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not of the table.</exception>
    public Tensor ScatterAdd(Tensor x, ReadOnlyMemory<int> indices, int entries)
    {
        if (Require.NotNull(x).Shape.Rank != 2) throw new ArgumentException($"Rows have two dimensions, not {x.Shape}.", nameof(x));
        Require.Length(indices.Length, x.Shape[0], nameof(indices));
        foreach (int index in indices.Span) Require.Between(index, -1, entries - 1, nameof(indices));
        var y = Allocate(new Shape(entries, x.Shape[1]));
        Backend.Fill(y, 0);
        Backend.ScatterAdd(x, indices.Span, y);
        return Record(y, x.RequiresGradient, new ScatterAddStep(x, indices));
    }

    private readonly record struct GatherStep(Tensor Table, ReadOnlyMemory<int> Indices) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) => tape.Backend.ScatterAdd(dy, Indices.Span, tape.GradientOf(Table)!);
    }

    private readonly record struct ScatterAddStep(Tensor X, ReadOnlyMemory<int> Indices) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            var rows = tape.Allocate(X.Shape);
            tape.Backend.Gather(dy, Indices.Span, rows);
            tape.Backend.AddScaled(rows, 1, tape.GradientOf(X)!);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>y[i] = table[indices[i]]; a row of zeros for -1.</summary>
    public abstract void Gather(Tensor table, ReadOnlySpan<int> indices, Tensor y);

    /// <summary>table[indices[i]] += x[i], in order of i; -1 is left out.</summary>
    public abstract void ScatterAdd(Tensor x, ReadOnlySpan<int> indices, Tensor table);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Gather(Tensor table, ReadOnlySpan<int> indices, Tensor y)
    {
        int n = table.Shape.Columns;
        for (int i = 0; i < indices.Length; i++)
        {
            var row = y.Span.Slice(i * n, n);
            if (indices[i] < 0) row.Clear();
            else table.Span.Slice(indices[i] * n, n).CopyTo(row);
        }
    }

    /// <inheritdoc/>
    public override void ScatterAdd(Tensor x, ReadOnlySpan<int> indices, Tensor table)
    {
        int n = table.Shape.Columns;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0) continue;
            float* row = table.Data + (nint)indices[i] * n;
            Kernels.Maps.Run2<Kernels.Functions.Add>(x.Data + (nint)i * n, row, row, n);
        }
    }
}
