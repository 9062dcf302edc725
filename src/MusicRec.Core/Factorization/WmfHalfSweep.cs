using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Solves for all rows of one side while the other side's factors stand still. Rows are independent, so any number of threads gives the same
/// bits.</summary>
/// <param name="objective">The weights and penalties.</param>
/// <param name="entries">Signed confidences, one row a vector to solve for.</param>
/// <param name="own">Vectors to solve for, [rows, f].</param>
/// <param name="other">The other side's vectors, [columns, f].</param>
/// <param name="gram">w0 Y'Y of <paramref name="other"/>.</param>
internal sealed unsafe class WmfHalfSweep(WmfObjective objective, Csr entries, Matrix own, Matrix other, Matrix gram)
{
    private const int RowsPerChunk = 32;
    private readonly int _f = own.Columns, _n = gram.Rows, _stride = gram.Stride;

    /// <summary>Every row's exact minimiser.</summary>
    public void Cholesky(CancellationToken cancel = default) => ForEachRow(Exact, cancel);

    /// <summary>Some conjugate gradient steps on every row, from its present vector.</summary>
    public void ConjugateGradient(int steps, CancellationToken cancel = default) => ForEachChunk((scratch, from, to) =>
    {
        AlsSystem* systems = stackalloc AlsSystem[AlsConjugateGradient.Lanes];
        int count = 0;
        fixed (int* indices = entries.Indices)
        fixed (float* signed = entries.Values)
        {
            for (int row = from; row < to; row++)
            {
                float penalty = Penalty(row);
                if (float.IsNaN(penalty)) own.Row(row).Clear();
                else systems[count++] = new(Entries(row, indices, signed), penalty, (nint)Vector(row));
                if (count < AlsConjugateGradient.Lanes && (row + 1 < to || count == 0)) continue;
                AlsConjugateGradient.Solve(systems, count, gram.Pointer, _stride, _n, steps, scratch.Steps);
                count = 0;
            }
        }
    }, cancel);

    /// <summary>The exact Newton step of every row in coordinates <paramref name="first"/> .. first + width - 1.</summary>
    public void Block(int first, int width, CancellationToken cancel = default)
    {
        int n = WmfGram.Order(width);
        var panel = new Matrix(_n, WmfGram.Stride(n)); // the block's columns of the base matrix
        for (int i = 0; i < _n; i++) gram[i].Slice(first, width).CopyTo(panel.Row(i));
        ForEachRow((scratch, row, penalty) => Newton(scratch, row, penalty, panel, first, width, n), cancel);
    }

    /// <summary>The equations of one row, upper triangle in A and right-hand side in B.</summary>
    public void Assemble(WmfScratch scratch, int row, float penalty)
    {
        new ReadOnlySpan<float>(gram.Pointer, _n * _stride).CopyTo(new Span<float>(scratch.A, _n * _stride));
        for (int i = 0; i < _n; i++) scratch.A[i * (nint)_stride + i] += penalty;
        new Span<float>(scratch.B, _n).Clear();
        fixed (int* indices = entries.Indices)
        fixed (float* signed = entries.Values)
        {
            var mine = Entries(row, indices, signed);
            for (int from = 0; from < mine.Count; from += AlsGram.Block)
            {
                int count = Math.Min(AlsGram.Block, mine.Count - from);
                mine.Rows(from, count, scratch.Rows);
                for (int e = 0; e < count; e++) (scratch.Q[e], scratch.T[e]) = (mine.Weight(from + e), mine.Target(from + e));
                AlsGram.Add(scratch.Rows, scratch.Q, scratch.T, count, _f, _n, scratch.A, _stride, scratch.B, scratch.Gathered);
            }
        }
    }

    /// <summary>Penalty of a row; NaN where it has no positive entry, so that its minimiser is zero.</summary>
    public float Penalty(int row)
    {
        int positives = 0;
        foreach (float signed in entries.RowValues(row)) positives += signed > 0 ? 1 : 0;
        return positives == 0 ? float.NaN : (float)objective.Penalty(entries.RowCount(row), positives, entries.Columns);
    }

    private void Exact(WmfScratch scratch, int row, float penalty)
    {
        Assemble(scratch, row, penalty);
        AlsCholesky.Solve(scratch.A, _stride, _n, scratch.B, scratch.Inverse);
        new ReadOnlySpan<float>(scratch.B, _f).CopyTo(own.Row(row));
    }

    // Gradient and curvature of half the objective in the block: A d = sum_e (t_e - q_e x.y_e) y_e - w0 Y'Y x - penalty x, then x += d.
    private void Newton(WmfScratch scratch, int row, float penalty, Matrix panel, int first, int width, int n)
    {
        float* x = Vector(row);
        for (int i = 0; i < n; i++)
        {
            scratch.B[i] = i < width ? -penalty * x[first + i] : 0;
            var line = i < width ? new ReadOnlySpan<float>(panel.Pointer + (nint)(first + i) * panel.Stride, panel.Stride) : [];
            var target = new Span<float>(scratch.A + (nint)i * panel.Stride, panel.Stride);
            if (line.IsEmpty) target.Clear();
            else line.CopyTo(target);
            scratch.A[i * (nint)panel.Stride + i] += penalty;
        }
        for (int from = 0; from < _f; from += AlsGram.Block)
        {
            int count = Math.Min(AlsGram.Block, _f - from);
            for (int e = 0; e < count; e++)
            {
                scratch.Rows[e] = panel.Pointer + (nint)(from + e) * panel.Stride;
                scratch.Q[e] = -x[from + e];
            }
            AlsRows.Combine(scratch.Rows, scratch.Q, count, n, scratch.B);
        }
        fixed (int* indices = entries.Indices)
        fixed (float* signed = entries.Values)
        {
            var mine = Entries(row, indices, signed);
            for (int from = 0; from < mine.Count; from += AlsGram.Block)
            {
                int count = Math.Min(AlsGram.Block, mine.Count - from);
                mine.Rows(from, count, scratch.Rows);
                AlsRows.Dots(scratch.Rows, count, x, _n, scratch.D);
                for (int e = 0; e < count; e++)
                {
                    scratch.Q[e] = mine.Weight(from + e);
                    scratch.T[e] = mine.Target(from + e) - scratch.Q[e] * scratch.D[e];
                }
                for (int e = 0; e < count + AlsRows.Group; e++) scratch.Rows[e] += first;
                AlsGram.Add(scratch.Rows, scratch.Q, scratch.T, count, width, n, scratch.A, panel.Stride, scratch.B, scratch.Gathered);
            }
        }
        AlsCholesky.Solve(scratch.A, panel.Stride, n, scratch.B, scratch.Inverse);
        for (int i = 0; i < width; i++) x[first + i] += scratch.B[i];
    }

    private delegate void SolveRow(WmfScratch scratch, int row, float penalty);

    private delegate void SolveRows(WmfScratch scratch, int from, int to);

    private void ForEachRow(SolveRow solve, CancellationToken cancel) => ForEachChunk((scratch, from, to) =>
    {
        for (int row = from; row < to; row++)
        {
            float penalty = Penalty(row);
            if (float.IsNaN(penalty)) own.Row(row).Clear();
            else solve(scratch, row, penalty);
        }
    }, cancel);

    private void ForEachChunk(SolveRows solve, CancellationToken cancel)
    {
        int threads = WorkerTeam.Threads(objective.Options.Threads);
        var scratch = new WmfScratch?[threads];
        WorkerTeam.Shared.Run((entries.Rows + RowsPerChunk - 1) / RowsPerChunk, threads, (chunk, worker) =>
            solve(scratch[worker] ??= new WmfScratch(_n), chunk * RowsPerChunk, Math.Min(entries.Rows, (chunk + 1) * RowsPerChunk)), cancel);
        GC.KeepAlive(other);
    }

    private float* Vector(int row) => own.Pointer + (nint)row * own.Stride;

    private AlsEntries Entries(int row, int* indices, float* signed) => new(other.Pointer, other.Stride,
        indices + entries.Offsets[row], signed + entries.Offsets[row], entries.RowCount(row), (float)objective.Counted);
}
