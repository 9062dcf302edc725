using MusicRec.Audio;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="Oramas2017"/> fitted. Scores are users' factors times predicted factors of length 1. Immutable and safe to share between
/// threads.</summary>
public sealed class Oramas2017Model
{
    private const string Kind = "oramas-2017";

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

    /// <summary>Recommends played songs by their factors, new ones by sound and text, and those that have neither by the mean;
    /// <see cref="ColdStartModel.SourceOf"/> tells which.</summary>
    public required ColdStartModel Recommender { get; init; }

    /// <summary>Recommends played artists by their factors, new ones by their texts, and those without text by the mean.</summary>
    public required ColdStartModel ArtistRecommender { get; init; }

    /// <summary>All artists by their texts alone; those without text by the mean.</summary>
    public required FactorModel ByText { get; init; }

    /// <summary>All songs by their sound alone; those without sound by the mean.</summary>
    public required FactorModel ByAudio { get; init; }

    /// <summary>All songs by their sound and their artists' texts; those with neither by the mean.</summary>
    public required FactorModel ByBoth { get; init; }

    /// <summary>The recommender of songs with one more, known by its sound, its artist's text, or both.</summary>
    /// <param name="id">Not known to the recommender.</param>
    /// <param name="clip">Its sound, at any rate; null for none.</param>
    /// <param name="artistText">Features of its artist's text, [words], as in the fit; empty or zeros for none.</param>
    /// <exception cref="ArgumentException">The song has neither, the text is of another width, or the id is known.</exception>
    public ColdStartModel WithItem(string id, AudioClip? clip, ReadOnlySpan<float> artistText = default)
    {
        bool hasText = artistText.IndexOfAnyExcept(0f) >= 0;
        if (clip is null && !hasText) throw new ArgumentException($"'{id}' has neither sound nor text; give one of them.", nameof(clip));
        var joined = new Matrix(1, Fusion.Inputs);
        if (clip is not null) Audio.Embed(clip).CopyTo(joined.Row(0));
        if (hasText) Text.Embed(OneText(artistText)).Vectors[0].CopyTo(joined.Row(0)[Audio.EmbeddingWidth..]);
        return Recommender.AddItems([id], joined);
    }

    /// <summary>The recommender of artists with one more, known by a text alone.</summary>
    /// <param name="id">Not known to the recommender.</param>
    /// <param name="text">Features of the text, [words], as in the fit.</param>
    public ColdStartModel WithArtist(string id, ReadOnlySpan<float> text) => ArtistRecommender.AddItems([id], Text.Encode(OneText(text)).Vectors);

    /// <summary>Writes all parts, so that <see cref="WithItem"/> works after reading.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        PipelineFile.Add(file, "songs", Songs.Save);
        PipelineFile.Add(file, "artists", Artists.Save);
        PipelineFile.Add(file, "text", Text.Save);
        PipelineFile.Add(file, "audio", Audio.Save);
        PipelineFile.Add(file, "fusion", Fusion.Save);
        PipelineFile.Add(file, "recommender", Recommender.Save);
        PipelineFile.Add(file, "artist_recommender", ArtistRecommender.Save);
        PipelineFile.Add(file, Missing);
        file.Add("by_text", ByText.ItemFactors);
        file.Add("by_audio", ByAudio.ItemFactors);
        file.Add("by_both", ByBoth.ItemFactors);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static Oramas2017Model Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (songs, artists) = (PipelineFile.Get(file, "songs", WmfModel.Load), PipelineFile.Get(file, "artists", WmfModel.Load));
        var text = PipelineFile.Get(file, "text", part => EncoderModel.Load(part));
        var audio = PipelineFile.Get(file, "audio", part => EncoderModel.Load(part));
        var fusion = PipelineFile.Get(file, "fusion", FactorMap.Load) as NetworkMap;
        PipelineFile.Check(fusion?.Inputs == audio.EmbeddingWidth + text.EmbeddingWidth && text.Dimension == artists.Factors);
        return new Oramas2017Model(songs, artists, text, audio, fusion!)
        {
            Missing = PipelineFile.GetMissing(file, songs.ItemIds.Count),
            Recommender = PipelineFile.Get(file, "recommender", ColdStartModel.Load),
            ArtistRecommender = PipelineFile.Get(file, "artist_recommender", ColdStartModel.Load),
            ByText = PipelineFile.GetServed(file, "by_text", artists),
            ByAudio = PipelineFile.GetServed(file, "by_audio", songs),
            ByBoth = PipelineFile.GetServed(file, "by_both", songs),
        };
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public static Oramas2017Model Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    private ItemFrames OneText(ReadOnlySpan<float> text)
    {
        Require.Length(text.Length, Text.Bins, nameof(text));
        return ItemFrames.FromRows(new(["text"]), Matrix.From(text.ToArray(), 1, text.Length));
    }
}
