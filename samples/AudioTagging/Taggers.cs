using MusicRec.Audio;
using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Samples;

/// <summary>Two ways from a clip to tags: a logistic regression on moments of the cepstrum, and a convolutional network on log-mel pictures.
/// Both have one logit a genre (softmax) and one an emotion (sigmoid), and minimise the sum of both cross-entropies.</summary>
internal static class Taggers
{
    private const int Window = 128; // frames of a picture, 6 seconds

    private static readonly int GenreCount = Emotify.Genres.Count, EmotionCount = Emotify.Emotions.Count;

    /// <summary>Logistic regression on standardised moments; weight decay keeps it from learning 265 numbers by heart.</summary>
    public static List<Prediction> Regression(IReadOnlyList<TaggedClip> train, IReadOnlyList<TaggedClip> test, ulong seed, bool quick)
    {
        int columns = train[0].Cepstrum.Length;
        var scale = new Standardizer(columns);
        foreach (var clip in train) scale.Add(clip.Cepstrum);
        var model = scale.ToModel();
        var backend = new CpuBackend();
        var network = new Linear(new Initializer(backend, seed), columns, GenreCount + EmotionCount);
        var optimizer = new Adam(network.Parameters, 0.003, decay: 0.3, decoupled: true);
        var options = new TrainerOptions { Epochs = quick ? 20 : 150, BatchSize = 64, Seed = seed };
        new Trainer(network, optimizer, options).Fit(backend, train.Count, (tape, batch) =>
            Loss(tape, network.Forward(tape, Rows(tape, [.. batch.ToArray().Select(i => train[i])])), [.. batch.ToArray().Select(i => train[i])]));
        var inference = new Tape(backend, training: false);
        return Predictions(network.Forward(inference, Rows(inference, test)).ToArray(), 1);

        Tensor Rows(Tape tape, IReadOnlyList<TaggedClip> clips)
        {
            float[] rows = [.. clips.SelectMany(clip => clip.Cepstrum)];
            model.Transform(rows);
            return tape.Input(new Shape(clips.Count, columns), rows);
        }
    }

    /// <summary>Four convolutions with batch normalisation, global mean and maximum; random windows with masked bands and frames in training,
    /// the mean over consecutive windows in the test.</summary>
    public static List<Prediction> Convolution(IReadOnlyList<TaggedClip> train, IReadOnlyList<TaggedClip> test, ulong seed, bool quick,
        IProgress<TrainingStep>? progress)
    {
        var scale = new Standardizer(Emotify.Bands);
        foreach (var clip in train) scale.Add(clip.Picture);
        var model = scale.ToModel();
        float[][] pictures = [.. train.Select(clip => Standardized(clip, model))];
        var backend = new CpuBackend();
        var network = Network(new Initializer(backend, seed));
        int epochs = quick ? 1 : 16, windows = quick ? 1 : 2;
        var options = new TrainerOptions
        {
            Epochs = epochs,
            BatchSize = 32,
            Seed = seed,
            Schedule = Schedule.OneCycle((long)epochs * ((train.Count * windows + 31) / 32)),
        };
        var random = new Random((int)seed);
        new Trainer(network, new Adam(network.Parameters, 0.004, decay: 0.01, decoupled: true), options)
            .Fit(backend, train.Count * windows, (tape, batch) =>
            {
                int[] clips = [.. batch.ToArray().Select(i => i % train.Count)];
                var input = new float[clips.Length * Window * Emotify.Bands];
                for (int i = 0; i < clips.Length; i++)
                    Cut(pictures[clips[i]], random, input.AsSpan(i * Window * Emotify.Bands, Window * Emotify.Bands));
                var x = tape.Input(new Shape(clips.Length, Window, Emotify.Bands, 1), input);
                return Loss(tape, network.Forward(tape, x), [.. clips.Select(i => train[i])]);
            }, progress: progress);
        return [.. test.Select(clip => Predict(network, new Tape(backend, training: false), Standardized(clip, model)))];
    }

    private static Sequential Network(Initializer init)
    {
        return new Sequential(
            Block(1, 16), Block(16, 32), Block(32, 64), Block(64, 96),
            new GlobalPool(GlobalPooling.Mean, GlobalPooling.Max), new Dropout(0.4), new Linear(init, 192, GenreCount + EmotionCount));

        Sequential Block(int channels, int filters) => new(
            new Conv2d(init, channels, filters, new Extent(3), padding: new Extent(1)), new BatchNorm(init, filters),
            new ActivationLayer(Activation.Relu), new Pool(Pooling.Max, new Extent(2)));
    }

    private static Prediction Predict(Sequential network, Tape tape, float[] picture)
    {
        int frames = picture.Length / Emotify.Bands, count = Math.Max(1, frames / Window);
        var input = new float[count * Window * Emotify.Bands];
        picture.AsSpan(0, Math.Min(picture.Length, input.Length)).CopyTo(input);
        var logits = network.Forward(tape, tape.Input(new Shape(count, Window, Emotify.Bands, 1), input));
        return Predictions(logits.ToArray(), count)[0];
    }

    private static Tensor Loss(Tape tape, Tensor logits, IReadOnlyList<TaggedClip> clips)
    {
        float[] felt = [.. clips.SelectMany(clip => clip.Emotions)];
        var genre = tape.SoftmaxCrossEntropy(tape.Slice(logits, 1, 0, GenreCount), [.. clips.Select(clip => clip.Genre)]);
        var emotions = tape.BinaryCrossEntropy(
            tape.Slice(logits, 1, GenreCount, EmotionCount), tape.Input(new Shape(clips.Count, EmotionCount), felt));
        return tape.Add(genre, emotions);
    }

    private static float[] Standardized(TaggedClip clip, StandardizerModel model)
    {
        float[] picture = [.. clip.Picture];
        model.Transform(picture);
        return picture;
    }

    /// <summary>A random window with one mask over bands and one over frames (SpecAugment); a clip shorter than the window is followed by
    /// zeros.</summary>
    private static void Cut(float[] picture, Random random, Span<float> window)
    {
        int frames = picture.Length / Emotify.Bands, from = random.Next(Math.Max(1, frames - Window + 1));
        picture.AsSpan(from * Emotify.Bands, Math.Min(Window, frames) * Emotify.Bands).CopyTo(window);
        int band = random.Next(Emotify.Bands - 8), bands = random.Next(9), frame = random.Next(Window - 16), length = random.Next(17);
        for (int f = 0; f < Window; f++) window.Slice(f * Emotify.Bands + band, bands).Clear();
        window.Slice(frame * Emotify.Bands, length * Emotify.Bands).Clear();
    }

    /// <summary>Mean probabilities over every <paramref name="windows"/> rows of logits.</summary>
    private static List<Prediction> Predictions(float[] logits, int windows)
    {
        int columns = GenreCount + EmotionCount;
        var result = new List<Prediction>();
        foreach (var rows in logits.Chunk(columns).Chunk(windows))
        {
            double[] genres = new double[GenreCount], emotions = new double[EmotionCount];
            foreach (float[] row in rows)
            {
                double sum = row.Take(GenreCount).Sum(x => Math.Exp(x));
                for (int g = 0; g < GenreCount; g++) genres[g] += Math.Exp(row[g]) / sum / rows.Length;
                for (int e = 0; e < EmotionCount; e++) emotions[e] += 1 / (1 + Math.Exp(-row[GenreCount + e])) / rows.Length;
            }
            result.Add(new(genres, emotions));
        }
        return result;
    }
}
