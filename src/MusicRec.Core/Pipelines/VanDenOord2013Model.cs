using MusicRec.Audio;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="VanDenOord2013"/> fitted. Immutable and safe to share between threads.</summary>
public sealed class VanDenOord2013Model
{
    internal VanDenOord2013Model(Interactions plays, WmfModel wmf, EncoderModel encoder, EncodedItems predicted, IReadOnlyList<MissingSound> missing)
    {
        (Wmf, Encoder, Missing) = (wmf, encoder, missing);
        Recommender = ColdStartModel.Create(wmf, plays, predicted.Vectors, LinearMap.Identity(wmf.Factors), predicted.WithContent());
        ContentOnly = new FactorModel(wmf.UserFactors, predicted.WithFallback(wmf.ItemFactors), wmf.UserIds, wmf.ItemIds);
    }

    /// <summary>The factorisation of the plays.</summary>
    public WmfModel Wmf { get; }

    /// <summary>Sound to factors; <see cref="EncoderModel.EncodeFile"/> gives those of a new file.</summary>
    public EncoderModel Encoder { get; }

    /// <summary>Items whose sound could not be used, and why.</summary>
    public IReadOnlyList<MissingSound> Missing { get; }

    /// <summary>Recommends played items by their factors and new ones by their sound; <see cref="ColdStartModel.SourceOf"/> tells which.</summary>
    public ColdStartModel Recommender { get; }

    /// <summary>All items by their sound alone: what a test of cold items looks at.</summary>
    public FactorModel ContentOnly { get; }

    /// <summary>The recommender with one more item, known by its sound alone.</summary>
    /// <param name="id">Not known to the recommender.</param>
    /// <param name="clip">Its sound, at any rate.</param>
    public ColdStartModel WithItem(string id, AudioClip clip) => Recommender.AddItems([id], Matrix.From(Encoder.Encode(clip), 1, Encoder.Dimension));
}
