using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>Liang, Zhan, Ellis 2015, 'Content-aware collaborative music recommendation using pre-trained neural networks': a network learns tags from
/// the sound of a track; its last hidden layer is the mean of a prior on the track's factors in a weighted factorisation of plays.
/// docs/methods/liang-content-prior.md.</summary>
/// <param name="options">Settings; null for the paper's.</param>
public sealed class Liang2015(Liang2015Options? options = null)
{
    /// <summary>The settings this recipe was made with.</summary>
    public Liang2015Options Options { get; } = options ?? new();

    /// <summary>Learns the words, the tags, then the factors.</summary>
    /// <param name="plays">Training plays; items without any are placed by their sound.</param>
    /// <param name="sound">The sound of the same items; what cannot be read is told in <see cref="Liang2015Model.Missing"/>.</param>
    /// <param name="tags">1 where an item has a tag, else 0, [items, tags]; an item whose row is zeros teaches the network nothing, so give zeros to
    /// those that must stay unknown.</param>
    /// <param name="progress">Told of every epoch of the network, then of every sweep.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">The catalogues differ.</exception>
    /// <exception cref="MusicRecException">Fewer than two items have both sound and tags.</exception>
    public Liang2015Model Fit(Interactions plays, AudioItems sound, Matrix tags, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default) => Fit(plays, Hear(plays, sound, cancel), tags, progress, cancel);

    /// <summary>The same on histograms that are there already: for comparing contents.</summary>
    /// <param name="plays">Training plays.</param>
    /// <param name="heard">Made by <see cref="Hear"/>.</param>
    /// <param name="tags">As above.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancel">Stops the fit.</param>
    public Liang2015Model Fit(Interactions plays, HeardItems heard, Matrix tags, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        HeardItems.RequireSame(Require.NotNull(plays), Require.NotNull(heard).Frames.Ids, nameof(heard));
        Require.Length(Require.NotNull(tags).Rows, plays.Items, nameof(tags));
        var training = Options.Training with
        {
            Window = 1,
            Network = Options.Training.Network ?? NetworkPlans.Liang2015(tags.Columns, Options.Width),
        };
        var tagger = new Encoder(training).Fit(heard.Frames, new TagTarget(tags), heard.FrontEnd, progress, cancel);
        var content = Options.Content == Liang2015Content.Deep ? tagger.Embed(heard.Frames, cancel) : Histograms(heard.Frames);
        var filled = content.WithFallback(content.Vectors); // a played item without sound is drawn towards what the mean content gives
        var recommender = new ContentWmf(Options.Factorization).Fit(plays, filled, content.WithContent(), progress, cancel);
        return new Liang2015Model(Options.Content, tagger, recommender, filled, heard.Frames.Missing);
    }

    /// <summary>Turns sound into histograms of words, whose codebook is learnt on played items alone.</summary>
    public HeardItems Hear(Interactions plays, AudioItems sound, CancellationToken cancel = default)
    {
        HeardItems.RequireSame(plays, sound);
        var frontEnd = BagOfWords.Learn(HeardItems.Played(plays, sound), Options.Words, cancel);
        return new HeardItems(ItemFrames.Compute(sound, frontEnd, Options.Words.Threads, cancel: cancel), frontEnd);
    }

    private static EncodedItems Histograms(ItemFrames frames)
    {
        var rows = new Matrix(frames.Ids.Count, frames.Columns);
        foreach (int item in frames.Known) frames[item].CopyTo(rows.Row(item));
        return new EncodedItems(frames.Ids, rows, [.. Enumerable.Range(0, rows.Rows).Select(frames.Has)]);
    }
}
