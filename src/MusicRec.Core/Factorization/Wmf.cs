using System.Diagnostics;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Weighted matrix factorisation of implicit feedback by alternating least squares (Hu, Koren, Volinsky 2008): finds vectors x_u, y_i that
/// minimise
/// sum_ui c_ui (p_ui - x_u . y_i)^2 + penalties over all pairs, heard or not. See docs/methods/wmf.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class Wmf(WmfOptions? options = null)
{
    private const int UserStream = 1, ItemStream = 2, RowsPerChunk = 256;

    /// <summary>The options this recipe was made with.</summary>
    public WmfOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <param name="data">Plays, one entry a pair.</param>
    /// <param name="progress">Told after every sweep.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">The objective has diverged to values that are not finite.</exception>
    public WmfModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        Fit(data, start: null, progress, cancel);

    /// <summary>Fits a model starting from an earlier one: users and items are matched by their ids, new ones start afresh.</summary>
    /// <param name="data">Plays, one entry a pair.</param>
    /// <param name="start">A model with the same number of factors; null to start afresh.</param>
    /// <param name="progress">Told after every sweep.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">The objective has diverged to values that are not finite.</exception>
    public WmfModel Fit(Interactions data, FactorModel? start, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        if (data.HasRepeats)
            throw new ArgumentException("Wmf needs one entry a pair; build the interactions with DuplicatePolicy.Sum.", nameof(data));
        var objective = new WmfObjective(WmfPenalty.Resolve(Options, data));
        var (users, items) = (Initial(data.UserIds, start?.UserIds, start?.UserFactors, UserStream),
            Initial(data.ItemIds, start?.ItemIds, start?.ItemFactors, ItemStream));
        var sweep = new WmfSweep(objective, objective.Signed(data.ByUser), objective.Signed(data.ByItem), users, items);
        WmfModel? best = null;
        var (bestScore, waited) = (double.NegativeInfinity, 0);
        for (int step = 1; step <= Options.Sweeps && waited < Options.Patience; step++)
        {
            var clock = Stopwatch.StartNew();
            sweep.Run(cancel);
            double loss = Options.ReportLoss ? sweep.Loss(cancel) : double.NaN, score = double.NaN;
            if (Options.Validate is { } validate)
            {
                var model = Model(data, sweep, objective, copy: true, cancel);
                score = validate(model);
                if (score > bestScore || best is null || double.IsNaN(bestScore)) (best, bestScore, waited) = (model, score, 0);
                else waited++;
            }
            progress?.Report(new TrainingStep(step, Options.Sweeps, loss, score, data.Count / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }
        return best ?? Model(data, sweep, objective, copy: false, cancel);
    }

    private static WmfModel Model(Interactions data, WmfSweep sweep, WmfObjective objective, bool copy, CancellationToken cancel)
    {
        var users = copy ? Copy(sweep.Users) : sweep.Users;
        var items = copy ? Copy(sweep.Items) : sweep.Items;
        if (objective.Options.RefineUsers) sweep.RefineUsers(users, cancel);
        RequireFinite(users);
        RequireFinite(items);
        return new WmfModel(users, items, data.UserIds, data.ItemIds, objective.Options);
    }

    /// <summary>Where the items of a fresh fit start, so that models built on this one can start alike.</summary>
    internal Matrix InitialItems(IdMap ids) => Initial(ids, null, null, ItemStream);

    // Users start at zero: the first half sweep finds them. Items start at N(0, .01 / f) (Rendle et al. 2021).
    private Matrix Initial(IdMap ids, IdMap? knownIds, Matrix? known, ulong stream)
    {
        if (known is not null) Require.Between(known.Columns, Options.Factors, Options.Factors, "start");
        var factors = new Matrix(ids.Count, Options.Factors);
        var random = new CounterRandom(Options.Seed, stream);
        double scale = stream == UserStream ? 0 : 0.1 / Math.Sqrt(Options.Factors);
        WorkerTeam.Shared.Run((ids.Count + RowsPerChunk - 1) / RowsPerChunk, WorkerTeam.Threads(Options.Threads), (chunk, _) =>
        {
            for (int r = chunk * RowsPerChunk; r < Math.Min(ids.Count, (chunk + 1) * RowsPerChunk); r++)
            {
                var row = factors.Row(r);
                if (knownIds is not null && knownIds.TryGetIndex(ids[r], out int index)) known![index].CopyTo(row);
                else if (scale > 0)
                {
                    for (int j = 0; j < row.Length; j++) row[j] = (float)(scale * random.Normal((ulong)((long)r * row.Length + j)));
                }
            }
        });
        return factors;
    }

    private static Matrix Copy(Matrix source)
    {
        var copy = new Matrix(source.Rows, source.Columns);
        for (int r = 0; r < source.Rows; r++) source[r].CopyTo(copy.Row(r));
        return copy;
    }

    private static void RequireFinite(Matrix factors)
    {
        for (int r = 0; r < factors.Rows; r++)
        {
            foreach (float value in factors[r])
                if (!float.IsFinite(value)) throw new MusicRecException($"The fit has diverged: row {r} holds {value}. Raise Lambda or lower Alpha.");
        }
    }
}
