namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="SasRec"/>. Dropout acts on the embedding and on every layer's output.</summary>
public sealed record SasRecOptions : SequenceNetworkOptions
{
    /// <summary>Blocks of attention and feed-forward layers. Default 2.</summary>
    public int Blocks { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Heads of attention; they divide the width. Default 1.</summary>
    public int Heads { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether a block normalises its input, before its layers, rather than its output. Default true.</summary>
    public bool NormFirst { get; init; } = true;
}
