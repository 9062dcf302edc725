using MusicRec.Audio;
using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Samples;

/// <summary>A convolutional network on log-mel pictures, with one logit a genre (softmax) and one an emotion (sigmoid).</summary>
internal static class PictureNetwork
{
    private const int Window = 128; // frames of a picture, 6 seconds

    private static readonly int GenreCount = Emotify.Genres.Count, EmotionCount = Emotify.Emotions.Count;

    /// <summary>Four convolutions with batch normalisation, global mean and maximum; random windows with masked bands and frames in training,
    /// the mean over consecutive windows in the test.</summary>
    /// <param name="train">Clips to learn from.</param>
    /// <param name="test">Clips to predict.</param>
    /// <param name="seed">Decides weights, windows and masks.</param>
    /// <param name="quick">One epoch instead of 32.</param>
    /// <param name="progress">Told of each epoch: the loss in training, and as the validation that of the test clips, which decides nothing.</param>
    public static List<Prediction> Run(
        List<TaggedClip> train, List<TaggedClip> test, ulong seed, bool quick, IProgress<TrainingStep>? progress)
    {
        var scale = new Standardizer(Emotify.Bands);
        foreach (var clip in train) scale.Add(clip.Picture);
        var model = scale.ToModel();
        float[][] pictures = [.. train.Select(clip => Standardized(clip, model))], unseen = [.. test.Select(clip => Standardized(clip, model))];
        var backend = new CpuBackend();
        var network = Network(new Initializer(backend, seed));
        int epochs = quick ? 1 : 32, windows = quick ? 1 : 2;
        var options = new TrainerOptions
        {
            Epochs = epochs,
            BatchSize = 32,
            Seed = seed,
            RestoreBest = false,
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
            }, tape => Predictions(tape).Zip(test, (said, clip) => said.Loss(clip)).Average(), progress);
        return Predictions(new Tape(backend, training: false));

        List<Prediction> Predictions(Tape tape) => [.. unseen.Select(picture => Predict(network, tape, picture))];
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
        tape.Reset();
        var logits = network.Forward(tape, tape.Input(new Shape(count, Window, Emotify.Bands, 1), input));
        return Prediction.Mean([.. logits.ToArray().Chunk(GenreCount + EmotionCount)
            .Select(row => Prediction.Of(row.AsSpan(0, GenreCount), row.AsSpan(GenreCount)))]);
    }

    /// <summary>What <see cref="Prediction.Loss"/> says, for a batch.</summary>
    private static Tensor Loss(Tape tape, Tensor logits, List<TaggedClip> clips)
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
}
