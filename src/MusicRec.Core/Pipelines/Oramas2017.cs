using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Pipelines;

/// <summary>Oramas, Nieto, Sordo, Serra 2017, 'A deep multimodal approach for cold-start music recommendation': factors of artists predicted from
/// text, factors of songs from a constant-Q transform, both by cosine; their embeddings are joined by late fusion.
/// docs/methods/oramas-2017.md.</summary>
/// <param name="options">Settings; null for the paper's.</param>
public sealed class Oramas2017(Oramas2017Options? options = null)
{
    /// <summary>The settings this recipe was made with.</summary>
    public Oramas2017Options Options { get; } = options ?? new();

    /// <summary>Fits all parts. Songs and artists without training plays are the ones to be placed by content.</summary>
    /// <param name="plays">Training plays of songs.</param>
    /// <param name="sound">The sound of the same songs.</param>
    /// <param name="artistOf">Artist of each song, a row of <paramref name="artistText"/>.</param>
    /// <param name="artistText">Features of artists' texts, [artists, words], such as TF-IDF; an artist whose row is zeros has no text.</param>
    /// <param name="progress">Told of every sweep and epoch of each part in turn.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">The catalogues differ.</exception>
    /// <exception cref="MusicRecException">Fewer than two played songs have sound, or fewer than two played artists text.</exception>
    public Oramas2017Model Fit(Interactions plays, AudioItems sound, IReadOnlyList<int> artistOf, Matrix artistText,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        HeardItems.RequireSame(plays, sound);
        Require.Length(Require.NotNull(artistOf).Count, plays.Items, nameof(artistOf));
        foreach (int artist in artistOf) Require.Index(artist, Require.NotNull(artistText).Rows, nameof(artistOf));
        var songs = new Wmf(Options.Wmf).Fit(plays, progress, cancel);
        var byArtist = OfArtists(plays, artistOf, artistText.Rows);
        var artists = new Wmf(Options.Wmf).Fit(byArtist, progress, cancel);

        var texts = ItemFrames.FromRows(artists.ItemIds, artistText, Where(artistText.Rows, a => artistText[a].IndexOfAnyExcept(0f) >= 0));
        var text = Encoder(NetworkPlans.Oramas2017Text(Options.Wmf.Factors, Options.Width), 1, Standardization.None)
            .Fit(texts, new FactorTarget(artists.ItemFactors, FactorLoss.Cosine), progress: progress, cancel: cancel);

        var frontEnd = new ConstantQFrontEnd();
        var frames = ItemFrames.Compute(sound, frontEnd, Options.Training.Threads, cancel: cancel);
        var target = new FactorTarget(songs.ItemFactors, FactorLoss.Cosine);
        var audio = Encoder(NetworkPlans.Oramas2017(Options.Wmf.Factors, Options.Width), Options.Patch, Standardization.PerCell)
            .Fit(frames, target, frontEnd, progress, cancel);

        // Both embeddings of each song side by side; zeros where it has no sound, or its artist no text.
        var joined = Features.Concatenate(audio.Embed(frames, cancel).Vectors, Features.Select(text.Embed(texts, cancel).Vectors, [.. artistOf]));
        var known = Where(plays.Items, song => frames.Has(song) || texts.Has(artistOf[song]));
        int[] played = [.. Enumerable.Range(0, plays.Items).Where(song => target.Has(song) && known.Contains(song))];
        var fusion = new NetworkRegression(Fusion(audio.EmbeddingWidth, text.EmbeddingWidth))
            .Fit(Features.Select(joined, played), Features.Select(songs.ItemFactors, played), progress, cancel);
        var (predicted, both) = (text.Encode(texts, cancel), fusion.Predict(joined));
        return new Oramas2017Model(songs, artists, text, audio, fusion)
        {
            Missing = frames.Missing,
            Recommender = ColdStartModel.Create(songs, plays, joined, fusion, known),
            ArtistRecommender = ColdStartModel.Create(
                artists, byArtist, predicted.Vectors, LinearMap.Identity(artists.Factors), predicted.WithContent()),
            ByText = Serve(artists, predicted),
            ByAudio = Serve(songs, audio.Encode(frames, cancel)),
            ByBoth = Serve(songs, new EncodedItems(songs.ItemIds, both, [.. Enumerable.Range(0, plays.Items).Select(known.Contains)])),
        };
    }

    private static ItemMask Where(int items, Func<int, bool> chosen) => new([.. Enumerable.Range(0, items).Where(chosen)], items);

    private Encoder Encoder(NetworkPlan network, int window, Standardization standardize) =>
        new(Options.Training with { Network = network, Window = window, Standardize = standardize });

    private static FactorModel Serve(WmfModel fitted, EncodedItems predicted) =>
        new(fitted.UserFactors, predicted.WithFallback(fitted.ItemFactors), fitted.UserIds, fitted.ItemIds);

    private NetworkRegressionOptions Fusion(int audio, int text)
    {
        var paper = Options.Fusion == Oramas2017Fusion.Linear
            ? NetworkRegressionOptions.OramasFusionLinear(audio, text) : NetworkRegressionOptions.OramasFusionHidden(audio, text);
        return paper with
        {
            ModalityHidden = paper.ModalityHidden == 0 ? 0 : Math.Max(1, (int)Math.Round(paper.ModalityHidden * Options.Width)),
            InputDropout = Options.FusionDropout,
            Epochs = Options.Training.Epochs,
            Patience = Options.Training.Patience,
            BatchSize = Options.Training.BatchSize,
            LearningRate = Options.Training.LearningRate,
            ValidationShare = Options.Training.ValidationShare,
            Seed = Options.Training.Seed,
            Threads = Options.Training.Threads,
        };
    }

    private static Interactions OfArtists(Interactions plays, IReadOnlyList<int> artistOf, int artists)
    {
        var (users, columns, weights) = (new List<int>(), new List<int>(), new List<float>());
        for (int user = 0; user < plays.Users; user++)
        {
            foreach (int song in plays.ItemsOf(user))
            {
                users.Add(user);
                columns.Add(artistOf[song]);
            }
            weights.AddRange(plays.WeightsOf(user));
        }
        return Interactions.FromTriples(users.ToArray(), columns.ToArray(), weights.ToArray(), plays.UserIds, IdMap.Sequential(artists));
    }
}
