using System.Diagnostics;
using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Ratings from content by users who share a taste (reconstruction of Wang and Wang 2014): r_uv ~ beta_u . x_v + gamma_u . y_v with
/// beta_u ~ N(mu, I / l_beta), mu ~ N(0, I / l_mu); gamma and y are factors as in PMF, where there are any. Every step of the fit is a ridge
/// regression. See docs/methods/hierarchical-linear.md.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class HierarchicalLinear(HierarchicalLinearOptions? options = null)
{
    /// <summary>The settings.</summary>
    public HierarchicalLinearOptions Options { get; } = options ?? new();

    /// <summary>Fits with the content held still. A user without ratings has taste mu; an item without ratings is known by its content
    /// alone.</summary>
    /// <param name="ratings">An entry's weight is the rating; every entry counts the same.</param>
    /// <param name="content">x of every item, [items, features].</param>
    /// <param name="progress">Told the objective after every sweep.</param>
    /// <param name="cancel">Stops the fit.</param>
    public HierarchicalLinearModel Fit(Interactions ratings, Matrix content, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        Features.Check(content, Require.NotNull(ratings).Items, nameof(content));
        Require.Positive(ratings.Count, nameof(ratings));
        var problem = new HierarchicalLinearProblem(Options, ratings.ByUser, ratings.ByItem, content);
        for (int sweep = 1; sweep <= Options.Sweeps; sweep++)
        {
            var clock = Stopwatch.StartNew();
            problem.UpdateUsers(cancel);
            problem.UpdateShared();
            problem.UpdateItems(cancel);
            double seconds = Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
            progress?.Report(new TrainingStep(sweep, Options.Sweeps, problem.Loss(), double.NaN, ratings.Count / seconds));
        }
        var (users, items) = (Pmf.Narrow(problem.Users, ratings.Users, problem.Width), Pmf.Narrow(problem.Items, ratings.Items, problem.Width));
        float[] shared = [.. Array.ConvertAll(problem.Shared, m => (float)m), .. new float[Options.Factors]];
        return new HierarchicalLinearModel(users, items, shared, ratings.UserIds, ratings.ItemIds);
    }

    /// <summary>Trains an encoder together with the users by mini-batch gradient descent of the same objective, the squared error
    /// back-propagated into
    /// the encoder; then fits the users, and factors where there are any, in closed form on what the trained encoder gives.</summary>
    /// <param name="ratings">An entry's weight is the rating.</param>
    /// <param name="features">What the encoder takes, [items, inputs].</param>
    /// <param name="encoder">From [batch, inputs] to [batch, width], for instance a pre-trained stack of sigmoid layers; trained in place.</param>
    /// <param name="backend">Where the encoder's parameters live.</param>
    /// <param name="training">How to train; an example is a rating.</param>
    /// <param name="learningRate">Adam's rate.</param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="cancel">Stops the training.</param>
    public HierarchicalLinearModel FitJoint(Interactions ratings, Matrix features, Module encoder, Backend backend, TrainerOptions training,
        double learningRate = 1e-3, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Features.Check(features, Require.NotNull(ratings).Items, nameof(features));
        Require.Positive(ratings.Count, nameof(ratings));
        var joint = new JointTraining(Options, ratings, features, Require.NotNull(encoder), Require.NotNull(backend));
        joint.Train(Require.NotNull(training), learningRate, progress, cancel);
        return Fit(ratings, joint.Encode(), null, cancel);
    }
}
