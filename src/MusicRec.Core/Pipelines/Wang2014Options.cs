using MusicRec.Hybrid;
using MusicRec.Neural;

namespace MusicRec.Pipelines;

/// <summary>Settings of <see cref="Wang2014"/>. The paper's body was not available: everything but the input is ours;
/// docs/methods/hierarchical-linear.md.</summary>
public sealed record Wang2014Options
{
    /// <summary>Principal components of a clip's 166 x 120 values. Default 100, as the paper.</summary>
    public int Components { get; init => field = Require.Between(value, 1, 4096); } = 100;

    /// <summary>Units of the belief network's layers, from the data upwards. Default 300, 300, 300.</summary>
    public IReadOnlyList<int> Layers
    {
        get;
        init
        {
            if (Require.NotNull(value).Count == 0) throw new ArgumentException("A belief network has at least one layer.", nameof(Layers));
            foreach (int units in value) Require.Positive(units, nameof(Layers));
            field = [.. value];
        }
    } = [300, 300, 300];

    /// <summary>Greedy pre-training of each layer; the first layer's visible units are Gaussian whatever is said here. Default 20 epochs of
    /// CD-1.</summary>
    public RbmOptions Pretraining { get; init => field = Require.NotNull(value); } = new();

    /// <summary>Joint training of network and users; an example is a rating. Default 10 epochs.</summary>
    public TrainerOptions Training { get; init => field = Require.NotNull(value); } = new() { Epochs = 10, BatchSize = 100 };

    /// <summary>Adam's rate in the joint training. Default 0.001.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>The users' shared taste and their own; its factors are those of the hybrid with PMF. Default 10 factors.</summary>
    public HierarchicalLinearOptions Users { get; init => field = Require.NotNull(value); } = new() { Factors = 10 };
}
