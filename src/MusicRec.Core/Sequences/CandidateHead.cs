using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>How the candidates of a step are ranked: f(scores) with f(x) = x above 0 and Slope (e^x - 1) below, f(x) = x where Slope is 0.</summary>
internal readonly record struct RankingRule(RankingLossKind Kind, double Slope, double Penalty);

/// <summary>Scores of a step's candidates, their loss, and its gradients, without a tape: every pass over the scores, [rows, candidates], costs.
/// One for each training; not safe to share between threads.</summary>
/// <param name="backend">Computes.</param>
/// <param name="ranking">The ranking loss; null for softmax cross-entropy.</param>
internal sealed unsafe class CandidateHead(CpuBackend backend, RankingRule? ranking = null)
{
    private const int RowsPerChunk = 16;

    private double[] _losses = [];

    /// <summary>One step: scores = h y^T + b.</summary>
    /// <param name="tape">Gives memory, and keeps the gradient of h.</param>
    /// <param name="h">States, [rows, width]; its gradient is left on the tape.</param>
    /// <param name="y">Vectors of the candidates, [candidates, width].</param>
    /// <param name="b">Their biases, [candidates].</param>
    /// <param name="targets">The right candidate of each row.</param>
    /// <param name="dy">Begins with the gradient of y on return.</param>
    /// <param name="db">The gradient of b on return.</param>
    /// <returns>Mean loss of the rows.</returns>
    public float Run(Tape tape, Tensor h, Tensor y, Tensor b, int[] targets, Tensor dy, Tensor db)
    {
        int rows = h.Shape.Rows, count = y.Shape.Rows;
        Tensor scores = tape.Allocate(new Shape(rows, count));
        backend.MatMul(h, y, false, true, false, scores);
        backend.Fill(db, 0);
        var (loss, d) = ranking is { } rule ? Rank(tape, rule, scores, b, targets, db) : (CrossEntropy(tape, scores, b, targets, db), scores);
        backend.MatMul(d, y, false, false, false, tape.GradientOf(h)!);
        backend.MatMul(d, h, true, false, false, tape.View(dy, y.Shape));
        return loss;
    }

    // Scores become their gradient.
    private float CrossEntropy(Tape tape, Tensor scores, Tensor b, int[] targets, Tensor db)
    {
        int rows = scores.Shape.Rows, count = scores.Shape.Columns, chunks = (rows + RowsPerChunk - 1) / RowsPerChunk;
        if (_losses.Length < rows) _losses = new double[rows];
        var sums = tape.Zeros(new Shape(chunks, count)); // a part of db from each chunk of rows
        WorkerTeam.Shared.Run(chunks, backend.Threads, new Rows(scores.Data, b.Data, sums.Data, rows, count, targets, _losses));
        for (int chunk = 0; chunk < chunks; chunk++) Maps.Run2<Functions.Add>(sums.Data + (nint)chunk * count, db.Data, db.Data, count);
        double loss = 0;
        for (int r = 0; r < rows; r++) loss += _losses[r];
        return (float)(loss / rows);
    }

    private readonly struct Rows(float* scores, float* biases, float* sums, int rows, int count, int[] targets, double[] losses) : IChunks
    {
        public void Run(int chunk, int worker)
        {
            for (int r = chunk * RowsPerChunk; r < Math.Min(rows, (chunk + 1) * RowsPerChunk); r++)
                losses[r] = SoftmaxLoss.Run(scores + (nint)r * count, biases, count, targets[r], 1f / rows, sums + (nint)chunk * count);
        }
    }

    private (float Loss, Tensor Gradient) Rank(Tape tape, RankingRule rule, Tensor scores, Tensor b, int[] targets, Tensor db)
    {
        Tensor d = tape.Allocate(scores.Shape), loss = tape.Allocate(new Shape(1));
        float slope = (float)rule.Slope;
        backend.BiasActivate(scores, b, Activation.None);
        if (slope > 0) backend.SlopedElu(scores, slope);
        backend.RankingLoss(scores, targets.AsSpan(0, scores.Shape.Rows), rule.Kind, rule.Penalty, loss, d);
        if (slope > 0) backend.SlopedEluBackward(scores, d, slope);
        backend.AddColumnSums(d, db);
        return (loss.Item(), d);
    }
}
