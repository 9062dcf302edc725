using MusicRec.Audio;
using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Samples;

/// <summary>Logistic regression on the moments of front-ends: linear in some hundred numbers a clip, so the weight decay decides. It is chosen
/// for genres and for emotions apart, by cross-validation inside the training clips.</summary>
internal static class MomentRegression
{
    private const int Inner = 4, Steps = 200;
    private const double SquaredLength = 256; // of a row, on average

    private static readonly double[] Decays = [0.03, 0.1, 0.3, 1];

    /// <summary>Trains on the first <paramref name="groups"/> groups of moments, each of the same weight.</summary>
    public static List<Prediction> Run(List<TaggedClip> train, List<TaggedClip> test, int groups, bool quick)
    {
        var (inputs, heldOut) = Rows(train, test, groups);
        int genres = Emotify.Genres.Count;
        float[][] truth =
            [.. train.Select(clip => (float[])[.. Enumerable.Range(0, genres).Select(g => g == clip.Genre ? 1f : 0), .. clip.Emotions])];
        var (genreDecay, emotionDecay) = quick ? (0.1, 0.1) : Choose(inputs, truth);
        var byGenre = Fit(inputs, truth, heldOut, genreDecay);
        var byEmotion = genreDecay == emotionDecay ? byGenre : Fit(inputs, truth, heldOut, emotionDecay);
        return [.. byGenre.Zip(byEmotion, (g, e) => Prediction.Of(g.AsSpan(0, genres), e.AsSpan(genres)))];
    }

    private static (double Genre, double Emotion) Choose(float[][] inputs, float[][] truth)
    {
        int genres = Emotify.Genres.Count;
        var losses = Decays.Select(decay =>
        {
            double genre = 0, emotion = 0;
            for (int fold = 0; fold < Inner; fold++)
            {
                T[] Part<T>(T[] rows, bool inside) => [.. rows.Where((_, i) => (i % Inner == fold) == inside)];
                float[][] known = Part(truth, true), logits = Fit(Part(inputs, false), Part(truth, false), Part(inputs, true), decay);
                foreach (var (row, y) in logits.Zip(known))
                {
                    var said = Prediction.Of(row.AsSpan(0, genres), row.AsSpan(genres));
                    genre -= Math.Log(said.Genres[Array.IndexOf(y, 1)]);
                    emotion -= said.Emotions.Select((p, e) => y[genres + e] * Math.Log(p) + (1 - y[genres + e]) * Math.Log(1 - p)).Sum();
                }
            }
            return (decay, genre, emotion);
        }).ToList();
        return (losses.MinBy(x => x.genre).decay, losses.MinBy(x => x.emotion).decay);
    }

    /// <summary>Logits of the held-out rows.</summary>
    private static float[][] Fit(float[][] inputs, float[][] truth, float[][] heldOut, double decay)
    {
        var backend = new CpuBackend();
        int columns = inputs[0].Length, genres = Emotify.Genres.Count, outputs = truth[0].Length;
        var network = new Linear(new Initializer(backend, 1), columns, outputs, bias: false);
        float[] start = [.. Enumerable.Range(0, outputs).Select(o => LogOdds(truth.Average(y => y[o]), o < genres))]; // not decayed
        var optimizer = new Sgd(network.Parameters, 0.05, momentum: 0.9, decay: decay);
        var options = new TrainerOptions { Epochs = Steps, BatchSize = inputs.Length };
        new Trainer(network, optimizer, options).Fit(backend, inputs.Length, (tape, batch) =>
        {
            int[] clips = batch.ToArray();
            var logits = Logits(tape, [.. clips.Select(i => inputs[i])]);
            var genre = tape.SoftmaxCrossEntropy(tape.Slice(logits, 1, 0, genres), [.. clips.Select(i => Array.IndexOf(truth[i], 1))]);
            var felt = Stack(tape, [.. clips.Select(i => truth[i][genres..])]);
            var emotion = tape.BinaryCrossEntropy(tape.Slice(logits, 1, genres, outputs - genres), felt);
            return tape.Add(genre, tape.Affine(emotion, outputs - genres)); // the sum over emotions, not their mean
        });
        var inference = new Tape(backend, training: false);
        return [.. Logits(inference, heldOut).ToArray().Chunk(outputs)];

        Tensor Logits(Tape tape, float[][] rows) =>
            tape.Add(network.Forward(tape, Stack(tape, rows)), tape.Input(new Shape(outputs), start));
    }

    /// <summary>The logit of a share: its logarithm for a softmax, its log odds for a sigmoid.</summary>
    private static float LogOdds(float share, bool softmax) => MathF.Log(share) - (softmax ? 0 : MathF.Log(1 - share));

    private static Tensor Stack(Tape tape, float[][] rows) => tape.Input(new Shape(rows.Length, rows[0].Length), rows.SelectMany(x => x).ToArray());

    /// <summary>Rows standardised by the training clips, far values cut, groups of the same length whatever their number of columns.</summary>
    private static (float[][] Train, float[][] Test) Rows(List<TaggedClip> train, List<TaggedClip> test, int groups)
    {
        float[][] inputs = Joined(train), heldOut = Joined(test);
        var scale = new Standardizer(inputs[0].Length);
        foreach (float[] row in inputs) scale.Add(row);
        var model = scale.ToModel();
        foreach (float[] row in inputs.Concat(heldOut))
        {
            model.Transform(row);
            int at = 0;
            foreach (float[] group in train[0].Moments.Take(groups))
                for (int end = at + group.Length; at < end; at++)
                    row[at] = Math.Clamp(row[at], -4, 4) * (float)Math.Sqrt(SquaredLength / (groups * group.Length));
        }
        return (inputs, heldOut);

        float[][] Joined(List<TaggedClip> clips) => [.. clips.Select(clip => clip.Moments.Take(groups).SelectMany(x => x).ToArray())];
    }
}
