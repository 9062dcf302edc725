using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>Oramas, Nieto, Sordo, Serra 2017, 'A deep multimodal approach for cold-start music recommendation': factors of artists predicted from
/// text, factors of songs from a constant-Q transform, both by cosine; their embeddings are joined by late fusion (the variant LIN).
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
    /// <param name="artistText">Features of artists' texts, [artists, words], such as TF-IDF.</param>
    /// <param name="progress">Told of every sweep and epoch of each part in turn.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">The catalogues differ.</exception>
    /// <exception cref="MusicRecException">Fewer than two played songs have sound.</exception>
    public Oramas2017Model Fit(Interactions plays, AudioItems sound, IReadOnlyList<int> artistOf, Matrix artistText,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(plays);
        Require.Length(Require.NotNull(artistOf).Count, plays.Items, nameof(artistOf));
        Require.Length(Require.NotNull(sound).Ids.Count, plays.Items, nameof(sound));
        foreach (int artist in artistOf) Require.Index(artist, Require.NotNull(artistText).Rows, nameof(artistOf));
        var songs = new Wmf(Options.Wmf).Fit(plays, progress, cancel);
        var artists = new Wmf(Options.Wmf).Fit(OfArtists(plays, artistOf, artistText.Rows), progress, cancel);

        var texts = ItemFrames.FromRows(artists.ItemIds, artistText);
        var text = Encoder(NetworkPlans.Oramas2017Text(Options.Wmf.Factors, Options.Width), 1, Standardization.None)
            .Fit(texts, new FactorTarget(artists.ItemFactors, FactorLoss.Cosine), progress: progress, cancel: cancel);

        var frontEnd = new ConstantQFrontEnd();
        var frames = ItemFrames.Compute(sound, frontEnd, Options.Training.Threads, cancel: cancel);
        var target = new FactorTarget(songs.ItemFactors, FactorLoss.Cosine);
        var audio = Encoder(NetworkPlans.Oramas2017(Options.Wmf.Factors, Options.Width), Options.Patch, Standardization.PerCell)
            .Fit(frames, target, frontEnd, progress, cancel);

        var joined = ItemFrames.FromRows(plays.ItemIds, Join(audio.Embed(frames, cancel).Vectors, text.Embed(texts, cancel).Vectors, artistOf));
        string dropout = Options.FusionDropout.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
        var fusion = Encoder(new NetworkPlan($"flatten | dropout {dropout} | dense {Options.Wmf.Factors} | l2norm"), 1, Standardization.None)
            .Fit(joined, target, progress: progress, cancel: cancel);
        return new Oramas2017Model(songs, artists, text, audio, fusion)
        {
            Missing = frames.Missing,
            ByText = Serve(artists, text.Encode(texts, cancel)),
            ByAudio = Serve(songs, audio.Encode(frames, cancel)),
            ByBoth = Serve(songs, fusion.Encode(joined, cancel)),
        };
    }

    private Encoder Encoder(NetworkPlan network, int window, Standardization standardize) =>
        new(Options.Training with { Network = network, Window = window, Standardize = standardize });

    private static FactorModel Serve(WmfModel fitted, EncodedItems predicted) =>
        new(fitted.UserFactors, predicted.WithFallback(fitted.ItemFactors), fitted.UserIds, fitted.ItemIds);

    /// <summary>Both embeddings of each song at length 1, side by side; zeros where it has no sound.</summary>
    private static Matrix Join(Matrix audio, Matrix text, IReadOnlyList<int> artistOf)
    {
        var joined = new Matrix(audio.Rows, audio.Columns + text.Columns);
        for (int song = 0; song < audio.Rows; song++)
        {
            Unit(audio[song], joined.Row(song)[..audio.Columns]);
            Unit(text[artistOf[song]], joined.Row(song)[audio.Columns..]);
        }
        return joined;
    }

    private static void Unit(ReadOnlySpan<float> from, Span<float> to)
    {
        double squares = 0;
        foreach (float v in from) squares += (double)v * v;
        float scale = squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0;
        for (int k = 0; k < to.Length; k++) to[k] = from[k] * scale;
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
