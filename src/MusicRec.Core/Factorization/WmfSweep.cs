using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>The state of a running fit: both sides' factors, and the sweep that improves them in place.</summary>
internal sealed unsafe class WmfSweep(WmfObjective objective, Csr byUser, Csr byItem, Matrix users, Matrix items)
{
    private readonly WmfOptions _options = objective.Options;
    private readonly int _threads = WorkerTeam.Threads(objective.Options.Threads);

    public Matrix Users { get; } = users;
    public Matrix Items { get; } = items;

    /// <summary>All users, then all items; by blocks of coordinates where the solver is iALS++.</summary>
    public void Run(CancellationToken cancel)
    {
        if (_options.Solver == WmfSolver.BlockCoordinate)
        {
            RunBlocks(cancel);
            return;
        }
        Solve(Half(byUser, Users, Items, cancel), cancel);
        Solve(Half(byItem, Items, Users, cancel), cancel);
    }

    /// <summary>Sets every user's vector to its exact minimiser for the present items.</summary>
    public void RefineUsers(Matrix users, CancellationToken cancel) => Half(byUser, users, Items, cancel).Cholesky(cancel);

    /// <summary>The objective at the present factors.</summary>
    public double Loss(CancellationToken cancel)
    {
        var (x, y) = (WmfGram.Compute(Users, 1, _threads, cancel), WmfGram.Compute(Items, 1, _threads, cancel));
        double loss = 0;
        for (int i = 0; i < x.Rows; i++)
            for (int j = 0; j < x.Rows; j++) loss += _options.UnobservedWeight * x[i][j] * y[i][j];
        const int chunk = 1024;
        var parts = new double[(Users.Rows + chunk - 1) / chunk];
        WorkerTeam.Shared.Run(parts.Length, _threads, (c, _) =>
        {
            for (int u = c * chunk; u < Math.Min(Users.Rows, (c + 1) * chunk); u++) parts[c] += RowLoss(byUser, Users, Items, u, entriesToo: true);
        }, cancel);
        foreach (double part in parts) loss += part;
        for (int i = 0; i < Items.Rows; i++) loss += RowLoss(byItem, Items, Users, i, entriesToo: false);
        return loss;
    }

    private double RowLoss(Csr entries, Matrix own, Matrix other, int row, bool entriesToo)
    {
        var vector = own[row];
        var signed = entries.RowValues(row);
        var indices = entries.RowIndices(row);
        double loss = 0, norm = 0;
        int positives = 0;
        for (int e = 0; e < signed.Length; e++)
        {
            if (signed[e] > 0) positives++;
            if (!entriesToo) continue;
            double s = Dot.Run(vector, other[indices[e]]), target = Math.Max(signed[e], 0);
            loss += (Math.Abs(signed[e]) - objective.Counted) * s * s - 2 * target * s + target;
        }
        foreach (float v in vector) norm += (double)v * v;
        return loss + objective.Penalty(signed.Length, positives, entries.Columns) * norm;
    }

    private WmfHalfSweep Half(Csr entries, Matrix own, Matrix other, CancellationToken cancel) =>
        new(objective, entries, own, other, WmfGram.Compute(other, _options.UnobservedWeight, _threads, cancel));

    private void Solve(WmfHalfSweep half, CancellationToken cancel)
    {
        if (_options.Solver == WmfSolver.Cholesky) half.Cholesky(cancel);
        else half.ConjugateGradient(_options.ConjugateGradientSteps, cancel);
    }

    private void RunBlocks(CancellationToken cancel)
    {
        var itemGram = WmfGram.Compute(Items, _options.UnobservedWeight, _threads, cancel);
        var userGram = WmfGram.Compute(Users, _options.UnobservedWeight, _threads, cancel);
        for (int first = 0; first < _options.Factors; first += _options.BlockSize)
        {
            int width = Math.Min(_options.BlockSize, _options.Factors - first);
            new WmfHalfSweep(objective, byUser, Users, Items, itemGram).Block(first, width, cancel);
            WmfGram.Refresh(userGram, Users, _options.UnobservedWeight, first, width, _threads, cancel);
            new WmfHalfSweep(objective, byItem, Items, Users, userGram).Block(first, width, cancel);
            WmfGram.Refresh(itemGram, Items, _options.UnobservedWeight, first, width, _threads, cancel);
        }
    }
}
