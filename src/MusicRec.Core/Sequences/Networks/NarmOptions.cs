namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Narm"/>. Dropout acts on the item vectors that come in and on what is decoded.</summary>
public sealed record NarmOptions : SequenceNetworkOptions;
