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
    private const string Kind = "van-den-oord-2013";

    internal VanDenOord2013Model(Interactions plays, WmfModel wmf, EncoderModel encoder, EncodedItems predicted, IReadOnlyList<MissingSound> missing)
    {
        (Wmf, Encoder, Missing) = (wmf, encoder, missing);
        Recommender = ColdStartModel.Create(wmf, plays, predicted.Vectors, LinearMap.Identity(wmf.Factors), predicted.WithContent());
        ContentOnly = new FactorModel(wmf.UserFactors, predicted.WithFallback(wmf.ItemFactors), wmf.UserIds, wmf.ItemIds);
    }

    private VanDenOord2013Model(ModelFile file)
    {
        (Wmf, Encoder) = (PipelineFile.Get(file, "wmf", WmfModel.Load), PipelineFile.Get(file, "encoder", part => EncoderModel.Load(part)));
        (Recommender, Missing) = (PipelineFile.Get(file, "recommender", ColdStartModel.Load), PipelineFile.GetMissing(file, Wmf.ItemIds.Count));
        ContentOnly = PipelineFile.GetServed(file, "content_only", Wmf);
        PipelineFile.Check(Encoder.Dimension == Wmf.Factors && Recommender.Map.Inputs == Wmf.Factors);
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

    /// <summary>Writes factors, encoder and recommender, so that <see cref="WithItem"/> works after reading.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        PipelineFile.Add(file, "wmf", Wmf.Save);
        PipelineFile.Add(file, "encoder", Encoder.Save);
        PipelineFile.Add(file, "recommender", Recommender.Save);
        PipelineFile.Add(file, Missing);
        file.Add("content_only", ContentOnly.ItemFactors);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static VanDenOord2013Model Load(Stream stream) => new(ModelFile.Read(Require.NotNull(stream), Kind));

    /// <inheritdoc cref="Load(Stream)"/>
    public static VanDenOord2013Model Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }
}
