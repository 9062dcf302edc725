using MusicRec.Audio;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="Wang2014"/> fitted: scores are expected ratings. Immutable and safe to share between threads.</summary>
public sealed class Wang2014Model
{
    private const string Kind = "wang-2014";

    internal Wang2014Model(EncoderModel encoder, HierarchicalLinearModel byContent, HierarchicalLinearModel hybrid,
        IReadOnlyList<MissingSound> missing) =>
        (Encoder, ByContent, Hybrid, Missing) = (encoder, byContent, hybrid, missing);

    /// <summary>Sound to the top layer of the network, averaged over clips.</summary>
    public EncoderModel Encoder { get; }

    /// <summary>Ratings from content alone: also of items that nobody has rated.</summary>
    public HierarchicalLinearModel ByContent { get; }

    /// <summary>Ratings from content and factors together; an item that nobody has rated has no factors.</summary>
    public HierarchicalLinearModel Hybrid { get; }

    /// <summary>Items whose sound could not be used, and why; they count as the mean of the others.</summary>
    public IReadOnlyList<MissingSound> Missing { get; }

    /// <summary>The rating that a user is expected to give a new item, by its sound alone.</summary>
    /// <param name="user">Index of the user.</param>
    /// <param name="clip">Its sound, at any rate.</param>
    public double Predict(int user, AudioClip clip) => Predict(ByContent.UserFactors[Require.Index(user, ByContent.UserIds.Count)], clip);

    /// <summary>The rating that somebody of whom nothing is known is expected to give a new item: that of the shared taste.</summary>
    /// <param name="clip">Its sound, at any rate.</param>
    public double PredictForNewUser(AudioClip clip) => Predict(ByContent.SharedTaste, clip);

    /// <summary>Writes network and both models, so that new items are rated after reading.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        PipelineFile.Add(file, "encoder", Encoder.Save);
        PipelineFile.Add(file, "by_content", ByContent.Save);
        PipelineFile.Add(file, "hybrid", Hybrid.Save);
        PipelineFile.Add(file, Missing);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static Wang2014Model Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var encoder = PipelineFile.Get(file, "encoder", part => EncoderModel.Load(part));
        var byContent = PipelineFile.Get(file, "by_content", HierarchicalLinearModel.Load);
        PipelineFile.Check(byContent.SharedTaste.Length - encoder.Dimension is 0 or 1); // an intercept or none
        return new(encoder, byContent, PipelineFile.Get(file, "hybrid", HierarchicalLinearModel.Load),
            PipelineFile.GetMissing(file, byContent.ItemIds.Count));
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public static Wang2014Model Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    private double Predict(ReadOnlySpan<float> taste, AudioClip clip)
    {
        float[] content = Encoder.Encode(clip);
        bool intercept = taste.Length > content.Length;
        return Dot.Run(taste[..content.Length], content) + (intercept ? taste[content.Length] : 0);
    }
}
