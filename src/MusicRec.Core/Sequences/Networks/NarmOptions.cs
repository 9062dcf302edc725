namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Narm"/>. Dropout acts on what is decoded, half of it on the item vectors that come in.</summary>
public sealed record NarmOptions : SequenceNetworkOptions;
