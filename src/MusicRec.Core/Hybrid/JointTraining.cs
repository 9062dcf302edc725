using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Gradient descent of the objective of <see cref="HierarchicalLinear"/> over users and encoder together. A user's taste is mu plus a
/// deviation,
/// so that l_beta |beta - mu|^2 is decay of the deviation.</summary>
internal sealed class JointTraining
{
    private const int RowsAtOnce = 256;
    private readonly HierarchicalLinearOptions _options;
    private readonly Matrix _features;
    private readonly Module _encoder;
    private readonly Backend _backend;
    private readonly Taste _taste;
    private readonly RowBatch _batch;
    private readonly int[] _users, _items;
    private readonly float[] _ratings;
    private readonly int _width;

    public JointTraining(HierarchicalLinearOptions options, Interactions ratings, Matrix features, Module encoder, Backend backend)
    {
        (_options, _features, _encoder, _backend, _batch) = (options, features, encoder, backend, new RowBatch(features));
        _width = encoder.Forward(new Tape(backend, training: false), _batch.On(new Tape(backend, training: false), [0])).Shape.Columns;
        _taste = new Taste(new Initializer(backend, options.Seed), encoder, ratings.Users, _width + (options.Intercept ? 1 : 0));
        (_users, _items, _ratings) = (new int[ratings.Count], ratings.ByUser.Indices, ratings.ByUser.Values);
        for (int u = 0; u < ratings.Users; u++) _users.AsSpan((int)ratings.Offsets[u], ratings.ItemsOf(u).Length).Fill(u);
    }

    public void Train(TrainerOptions training, double rate, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        int[] users = new int[training.BatchSize], items = new int[training.BatchSize];
        var (truth, ones) = (new float[training.BatchSize], new float[training.BatchSize]);
        Array.Fill(ones, 1);
        new Trainer(_taste, new Adam(_taste.Parameters, rate), training).Fit(_backend, _ratings.Length, (tape, batch) =>
        {
            int n = batch.Length;
            for (int b = 0; b < n; b++)
            {
                int entry = batch.Span[b];
                (users[b], items[b], truth[b]) = (_users[entry], _items[entry], _ratings[entry]);
            }
            var x = _encoder.Forward(tape, _batch.On(tape, items.AsSpan(0, n)));
            if (_options.Intercept) x = tape.Concat(1, x, tape.Input(new Shape(n, 1), ones.AsSpan(0, n)));
            var taste = tape.Add(tape.Gather(_taste.Deviations, users.AsMemory(0, n)), _taste.Shared);
            var loss = tape.MeanSquaredError(tape.SumRows(tape.Multiply(x, taste)), tape.Input(new Shape(n, 1), truth.AsSpan(0, n)));
            double share = 1.0 / _ratings.Length; // the penalties count once an epoch, as they do in the sum over ratings
            loss = tape.Add(loss, tape.Sum(tape.Multiply(_taste.Deviations, _taste.Deviations), (float)(_options.UserRegularization * share)));
            return tape.Add(loss, tape.Sum(tape.Multiply(_taste.Shared, _taste.Shared), (float)(_options.SharedRegularization * share)));
        }, null, progress, cancel);
    }

    /// <summary>What the encoder gives for every item, [items, width].</summary>
    public Matrix Encode()
    {
        var (tape, encoded) = (new Tape(_backend, training: false), new Matrix(_features.Rows, _width));
        int[] rows = [.. Enumerable.Range(0, _features.Rows)];
        for (int first = 0; first < rows.Length; first += RowsAtOnce)
        {
            tape.Reset();
            var some = rows.AsSpan(first, Math.Min(RowsAtOnce, rows.Length - first));
            float[] values = _encoder.Forward(tape, _batch.On(tape, some)).ToArray();
            for (int r = 0; r < some.Length; r++) values.AsSpan(r * _width, _width).CopyTo(encoded.Row(first + r));
        }
        return encoded;
    }

    private sealed class Taste : Module
    {
        private readonly Module _encoder;

        public Taste(Initializer init, Module encoder, int users, int width)
        {
            _encoder = Child("encoder", encoder);
            Deviations = Parameter("deviations", init.Normal(new Shape(users, width), 0.01));
            Shared = Parameter("shared", init.Normal(new Shape(width), 0.01));
        }

        public Tensor Deviations { get; }
        public Tensor Shared { get; }

        public override Tensor Forward(Tape tape, Tensor x) => _encoder.Forward(tape, x);
    }
}
