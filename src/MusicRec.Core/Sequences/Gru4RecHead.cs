using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Scores of a step's candidates, their loss, and its gradients, without a tape: every pass over the scores, [rows, candidates], costs.
/// The target of row r is candidate r.</summary>
internal sealed unsafe class Gru4RecHead(CpuBackend backend, Gru4RecOptions options)
{
    private const int RowsPerChunk = 16;

    private readonly double[] _losses = new double[options.BatchSize];
    private readonly int[] _targets = [.. Enumerable.Range(0, options.BatchSize)];

    /// <summary>One step. scores = h y^T + b; for the ranking losses f(scores), f(x) = x above 0 and EluSlope (e^x - 1) below.</summary>
    /// <param name="tape">Gives memory, and keeps the gradient of h.</param>
    /// <param name="h">States, [rows, units]; its gradient is left on the tape.</param>
    /// <param name="y">Vectors of the candidates, [candidates, units].</param>
    /// <param name="b">Their biases, [candidates].</param>
    /// <param name="dy">Begins with the gradient of y on return.</param>
    /// <param name="db">The gradient of b on return.</param>
    /// <returns>Mean loss of the rows.</returns>
    public float Run(Tape tape, Tensor h, Tensor y, Tensor b, Tensor dy, Tensor db)
    {
        int rows = h.Shape.Rows, count = y.Shape.Rows;
        Tensor scores = tape.Allocate(new Shape(rows, count));
        backend.MatMul(h, y, false, true, false, scores);
        backend.Fill(db, 0);
        var (loss, d) = options.Loss == Gru4RecLoss.CrossEntropy ? (CrossEntropy(tape, scores, b, db), scores) : Rank(tape, scores, b, db);
        backend.MatMul(d, y, false, false, false, tape.GradientOf(h)!);
        backend.MatMul(d, h, true, false, false, tape.View(dy, y.Shape));
        return loss;
    }

    // Scores become their gradient.
    private float CrossEntropy(Tape tape, Tensor scores, Tensor b, Tensor db)
    {
        int rows = scores.Shape.Rows, count = scores.Shape.Columns, chunks = (rows + RowsPerChunk - 1) / RowsPerChunk;
        var sums = tape.Zeros(new Shape(chunks, count)); // a part of db from each chunk of rows
        WorkerTeam.Shared.Run(chunks, backend.Threads, new Rows(scores.Data, b.Data, sums.Data, rows, count, _losses));
        for (int chunk = 0; chunk < chunks; chunk++) Maps.Run2<Functions.Add>(sums.Data + (nint)chunk * count, db.Data, db.Data, count);
        double loss = 0;
        for (int r = 0; r < rows; r++) loss += _losses[r];
        return (float)(loss / rows);
    }

    private readonly struct Rows(float* scores, float* biases, float* sums, int rows, int count, double[] losses) : IChunks
    {
        public void Run(int chunk, int worker)
        {
            for (int r = chunk * RowsPerChunk; r < Math.Min(rows, (chunk + 1) * RowsPerChunk); r++)
                losses[r] = SoftmaxLoss.Run(scores + (nint)r * count, biases, count, r, 1f / rows, sums + (nint)chunk * count);
        }
    }

    private (float Loss, Tensor Gradient) Rank(Tape tape, Tensor scores, Tensor b, Tensor db)
    {
        Tensor d = tape.Allocate(scores.Shape), loss = tape.Allocate(new Shape(1));
        backend.BiasActivate(scores, b, Activation.None);
        float slope = (float)options.EluSlope;
        var kind = options.Loss switch
        {
            Gru4RecLoss.Bpr => RankingLossKind.Bpr,
            Gru4RecLoss.Top1 => RankingLossKind.Top1,
            Gru4RecLoss.BprMax => RankingLossKind.BprMax,
            _ => RankingLossKind.Top1Max,
        };
        if (slope > 0) backend.SlopedElu(scores, slope);
        backend.RankingLoss(scores, _targets.AsSpan(0, scores.Shape.Rows), kind, options.BprPenalty, loss, d);
        if (slope > 0) backend.SlopedEluBackward(scores, d, slope);
        backend.AddColumnSums(d, db);
        return (loss.Item(), d);
    }
}
