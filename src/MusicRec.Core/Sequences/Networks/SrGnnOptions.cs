namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="SrGnn"/>. Dropout acts on the item vectors that come in and on the state that goes out.</summary>
public sealed record SrGnnOptions : SequenceNetworkOptions
{
    /// <summary>Settings at their defaults: MaxLength is 20.</summary>
    public SrGnnOptions() => MaxLength = 20;

    /// <summary>How often the nodes of a graph hear from their neighbours. Default 1.</summary>
    public int Steps { get; init => field = Require.Between(value, 1, 16); } = 1;
}
