using MusicRec.Audio;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Kernels;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="Wang2014"/> fitted: scores are expected ratings. Immutable and safe to share between threads.</summary>
public sealed class Wang2014Model
{
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
    /// <param name="user">Index of the user; -1 for one of whom nothing is known.</param>
    /// <param name="clip">Its sound, at any rate.</param>
    public double Predict(int user, AudioClip clip)
    {
        var taste = user == -1 ? ByContent.SharedTaste : ByContent.UserFactors[Require.Index(user, ByContent.UserIds.Count)];
        float[] content = Encoder.Encode(clip);
        bool intercept = taste.Length > content.Length;
        return Dot.Run(taste[..content.Length], content) + (intercept ? taste[content.Length] : 0);
    }
}
