namespace MusicRec.Neural;

/// <summary>Settings of <see cref="Dbn"/>.</summary>
public sealed record DbnOptions
{
    /// <summary>Hidden units of each layer, from the data upwards. Default 300, 300, 300.</summary>
    public IReadOnlyList<int> Layers
    {
        get;
        init
        {
            if (Require.NotNull(value).Count == 0) throw new ArgumentException("A network needs at least one layer.", nameof(Layers));
            foreach (int units in value) Require.Positive(units, nameof(Layers));
            field = [.. value];
        }
    } = [300, 300, 300];

    /// <summary>How each layer is trained: its number of hidden units is that of <see cref="Layers"/>; its visible units and rate are those of the
    /// first layer, the layers above see probabilities.</summary>
    public RbmOptions Training { get; init => field = Require.NotNull(value); } = new();

    /// <summary>Learning rate of the layers above the first; null (default) for that of Bernoulli units.</summary>
    public double? UpperRate { get; init => field = value is { } rate ? Require.Positive(rate, nameof(UpperRate)) : null; }
}
