using System.Diagnostics;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Hybrid;

/// <summary>Weighted matrix factorisation with a content prior (Liang, Zhan, Ellis 2015): item factors beta_i ~ N(W h_i + b, I / l_beta), fitted by
/// closed-form coordinate ascent over users, items and W. Items without plays take no part in the fit and are served by W h_i + b.
/// See docs/methods/liang-content-prior.md.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class ContentWmf(ContentWmfOptions? options = null)
{
    /// <summary>The settings.</summary>
    public ContentWmfOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <param name="data">Plays, one entry a pair.</param>
    /// <param name="content">Content h of every item, [items, features]: for instance a network's last hidden layer, or a histogram.</param>
    /// <param name="withContent">Items whose content is known; null for all. One outside is drawn towards what its row of content gives, and gets the
    /// fallback where it has no plays.</param>
    /// <param name="progress">Told the objective after every sweep.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The content does not fit the items, or no item has plays.</exception>
    public ColdStartModel Fit(Interactions data, Matrix content, ItemMask? withContent = null, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        Features.Check(content, Require.NotNull(data).Items, nameof(content));
        if (data.HasRepeats)
            throw new ArgumentException("ContentWmf needs one entry a pair; build the interactions with DuplicatePolicy.Sum.", nameof(data));
        var sweep = new ContentWmfSweep(Options, data, content, cancel);
        int sweeps = Options.Factorization.Sweeps;
        for (int step = 1; step <= sweeps; step++)
        {
            var clock = Stopwatch.StartNew();
            sweep.UpdateUsers(cancel);
            sweep.UpdateItems(cancel);
            sweep.UpdateMap(cancel);
            double loss = progress is null ? double.NaN : sweep.Loss(cancel);
            progress?.Report(new TrainingStep(step, sweeps, loss, double.NaN, data.Count / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }
        sweep.UpdateUsers(cancel);
        for (int r = 0; r < sweep.Items.Rows; r++)
            foreach (float v in sweep.Items[r])
                if (!float.IsFinite(v)) throw new MusicRecException($"The fit has diverged: item {r} holds {v}. Raise Lambda or lower Alpha.");
        var model = new FactorModel(sweep.Users, sweep.Items, data.UserIds, data.ItemIds);
        return ColdStartModel.Create(model, data, content, sweep.Map, withContent);
    }
}
