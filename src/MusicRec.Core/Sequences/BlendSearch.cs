using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A blend that <see cref="BlendSearch"/> tried.</summary>
/// <param name="Parts">Models and weights, in the order they were given; the weights add up to 1.</param>
/// <param name="HitRate">Share of cases whose next item is among the first.</param>
/// <param name="ReciprocalRank">Mean of 1 / rank of the next item, 0 beyond the cut-off.</param>
public sealed record BlendTrial(IReadOnlyList<BlendPart> Parts, double HitRate, double ReciprocalRank);

/// <summary>Chooses the weights of a <see cref="Blend"/>: tries all on a grid against what came next in sessions that no model was fitted on.
/// Models score each case once; equal scores count against the blend.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed unsafe class BlendSearch(BlendSearchOptions? options = null)
{
    private const ulong CaseStream = 0x424c;
    private const int CasesPerChunk = 8;

    /// <summary>The options this search was made with.</summary>
    public BlendSearchOptions Options { get; } = options ?? new();

    /// <summary>Tries all weights.</summary>
    /// <param name="parts">Models over the same items, and their scales; their weights do not count.</param>
    /// <param name="sessions">Sessions held out of training; every proper prefix is a case.</param>
    /// <param name="progress">Told of the cases done.</param>
    /// <param name="cancel">Cancels between blocks of cases.</param>
    /// <returns>All trials, the best by <see cref="BlendTrial.HitRate"/> + <see cref="BlendTrial.ReciprocalRank"/> first.</returns>
    /// <exception cref="ArgumentException">There are no parts, their items differ, or no session has two events.</exception>
    public IReadOnlyList<BlendTrial> Run(IReadOnlyList<BlendPart> parts, ItemSequences sessions, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        BlendPart[] models = [.. Require.NotNull(parts).Select(part => part with { Weight = 1 })];
        var model = new Blend(models); // refuses parts that do not fit together
        SequenceRanker.CheckItems(model, Require.NotNull(sessions));
        var cases = NextItemCases.Of(sessions);
        if (cases.Targets.IsEmpty)
            throw new ArgumentException("No session has two events, so there is nothing to choose weights by.", nameof(sessions));
        int[] rows = Draw(cases.Targets.Length);
        double[][] weights = [.. Grid(models.Length, Options.Steps).Select(grid => grid.Select(w => (double)w / Options.Steps).ToArray())];

        int chunks = (rows.Length + CasesPerChunk - 1) / CasesPerChunk, done = 0;
        var ranks = new int[rows.Length][];
        WorkerTeam.Shared.Run(chunks, WorkerTeam.Threads(Options.Threads), (chunk, _) =>
        {
            var mine = rows.AsSpan(chunk * CasesPerChunk, Math.Min(CasesPerChunk, rows.Length - chunk * CasesPerChunk));
            Rank(models, weights, cases, mine, ranks.AsSpan(chunk * CasesPerChunk, mine.Length));
            progress?.Report(new(Interlocked.Add(ref done, mine.Length), rows.Length, double.NaN, double.NaN, double.NaN));
        }, cancel);

        var trials = new List<BlendTrial>(weights.Length);
        for (int trial = 0; trial < weights.Length; trial++)
        {
            var (hits, reciprocal) = (0, 0.0);
            foreach (int[] rank in ranks)
            {
                if (rank[trial] >= Options.Cutoff) continue;
                hits++;
                reciprocal += 1.0 / (rank[trial] + 1);
            }
            BlendPart[] weighted = [.. models.Select((part, p) => part with { Weight = weights[trial][p] })];
            trials.Add(new(weighted, (double)hits / rows.Length, reciprocal / rows.Length));
        }
        return [.. trials.OrderByDescending(trial => trial.HitRate + trial.ReciprocalRank)];
    }

    private int[] Draw(int cases)
    {
        int[] all = [.. Enumerable.Range(0, cases)];
        if (cases <= Options.Cases) return all;
        new CounterRandom(Options.Seed, CaseStream).Shuffle(all.AsSpan());
        return [.. all.Take(Options.Cases).Order()];
    }

    // Ranks from 0 of the targets of some cases under all weights.
    private static void Rank(BlendPart[] parts, double[][] weights, NextItemCases cases, ReadOnlySpan<int> rows, Span<int[]> ranks)
    {
        int items = cases.Histories.Items;
        var scored = new float[parts.Length][];
        for (int p = 0; p < parts.Length; p++) parts[p].Model.ScoreNext(cases.Histories, rows, scored[p] = new float[rows.Length * items]);
        var (all, shares, scaler) = (new float[parts.Length * items], new float[parts.Length], new RowScaler());
        for (int c = 0; c < rows.Length; c++)
        {
            Array.Clear(all);
            fixed (float* sums = all)
            {
                for (int p = 0; p < parts.Length; p++)
                    fixed (float* scores = scored[p]) scaler.Add(parts[p], scores + (nint)c * items, sums + (nint)p * items, items);
            }
            ranks[c] = new int[weights.Length];
            for (int trial = 0; trial < weights.Length; trial++)
            {
                for (int p = 0; p < parts.Length; p++) shares[p] = (float)weights[trial][p];
                fixed (float* sums = all, share = shares)
                    ranks[c][trial] = BlendedRank.Run(sums, share, parts.Length, items, cases.Targets[rows[c]]);
            }
        }
    }

    // All ways to give so many steps to so many parts.
    private static IEnumerable<int[]> Grid(int parts, int steps) => parts == 1 ? [[steps]]
        : Enumerable.Range(0, steps + 1).SelectMany(first => Grid(parts - 1, steps - first).Select(rest => (int[])[first, .. rest]));
}
