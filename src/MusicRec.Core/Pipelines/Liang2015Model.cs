using MusicRec.Audio;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="Liang2015"/> fitted. Immutable and safe to share between threads.</summary>
public sealed class Liang2015Model
{
    private const string Kind = "liang-2015";
    private readonly Liang2015Content _content;

    internal Liang2015Model(Liang2015Content content, EncoderModel tagger, ColdStartModel recommender, Matrix features,
        IReadOnlyList<MissingSound> missing)
    {
        (_content, Tagger, Recommender, Missing) = (content, tagger, recommender, missing);
        ContentOnly = new FactorModel(recommender.UserFactors, recommender.Map.Predict(features), recommender.UserIds, recommender.ItemIds);
    }

    private Liang2015Model(ModelFile file)
    {
        (_content, Tagger) = ((Liang2015Content)file.Get<int>("content"), PipelineFile.Get(file, "tagger", part => EncoderModel.Load(part)));
        Recommender = PipelineFile.Get(file, "recommender", ColdStartModel.Load);
        Missing = PipelineFile.GetMissing(file, Recommender.ItemIds.Count);
        var items = file.GetMatrix("content_only", Recommender.ItemIds.Count, Recommender.UserFactors.Columns);
        ContentOnly = new FactorModel(Recommender.UserFactors, items, Recommender.UserIds, Recommender.ItemIds);
        int width = _content == Liang2015Content.Deep ? Tagger.EmbeddingWidth : Tagger.Bins;
        PipelineFile.Check(Enum.IsDefined(_content) && Recommender.Map.Inputs == width && Tagger.FrontEnd is not null);
    }

    /// <summary>Sound to logits of tags.</summary>
    public EncoderModel Tagger { get; }

    /// <summary>Recommends played items by factors that plays and prior made together, and new ones by the prior's mean; tells which.</summary>
    public ColdStartModel Recommender { get; }

    /// <summary>All items by the prior's mean alone: what a test of new items looks at.</summary>
    public FactorModel ContentOnly { get; }

    /// <summary>Items whose sound could not be used, and why.</summary>
    public IReadOnlyList<MissingSound> Missing { get; }

    /// <summary>The recommender with one more item, known by its sound alone.</summary>
    /// <param name="id">Not known to the recommender.</param>
    /// <param name="clip">Its sound, at any rate.</param>
    public ColdStartModel WithItem(string id, AudioClip clip)
    {
        float[] content = _content == Liang2015Content.Deep ? Tagger.Embed(clip) : Histogram(clip);
        return Recommender.AddItems([id], Matrix.From(content, 1, content.Length));
    }

    /// <summary>Writes network and recommender, so that <see cref="WithItem"/> works after reading.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Set("content", (int)_content);
        PipelineFile.Add(file, "tagger", Tagger.Save);
        PipelineFile.Add(file, "recommender", Recommender.Save);
        PipelineFile.Add(file, Missing);
        file.Add("content_only", ContentOnly.ItemFactors);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static Liang2015Model Load(Stream stream) => new(ModelFile.Read(Require.NotNull(stream), Kind));

    /// <inheritdoc cref="Load(Stream)"/>
    public static Liang2015Model Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    private float[] Histogram(AudioClip clip)
    {
        var items = ItemFrames.Compute(new AudioItems(new(["clip"]), _ => clip), Tagger.FrontEnd!, threads: 1);
        return items.Missing.Count > 0 ? throw new MusicRecException(items.Missing[0].Reason) : items[0].ToArray();
    }
}
