using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="Oramas2017"/> fitted. Scores are users' factors times predicted factors of length 1. Immutable and safe to share between
/// threads.</summary>
public sealed class Oramas2017Model
{
    internal Oramas2017Model(WmfModel songs, WmfModel artists, EncoderModel text, EncoderModel audio, NetworkMap fusion) =>
        (Songs, Artists, Text, Audio, Fusion) = (songs, artists, text, audio, fusion);

    /// <summary>Factors of songs.</summary>
    public WmfModel Songs { get; }

    /// <summary>Factors of artists, whose plays are those of their songs together; ids are rows of the texts.</summary>
    public WmfModel Artists { get; }

    /// <summary>Text to factors of artists.</summary>
    public EncoderModel Text { get; }

    /// <summary>Sound to factors of songs.</summary>
    public EncoderModel Audio { get; }

    /// <summary>Both embeddings, side by side, to factors of songs.</summary>
    public NetworkMap Fusion { get; }

    /// <summary>Songs whose sound could not be used, and why; fusion takes them by their artist's text alone.</summary>
    public required IReadOnlyList<MissingSound> Missing { get; init; }

    /// <summary>Recommends artists by their texts.</summary>
    public required FactorModel ByText { get; init; }

    /// <summary>Recommends songs by their sound.</summary>
    public required FactorModel ByAudio { get; init; }

    /// <summary>Recommends songs by their sound and their artists' texts.</summary>
    public required FactorModel ByBoth { get; init; }
}
