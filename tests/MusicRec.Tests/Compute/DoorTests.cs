using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

/// <summary>Shapes and values that do not fit are refused where they come in, before any memory is touched.</summary>
public class DoorTests
{
    private static readonly CpuBackend Backend = new(1);
    private static readonly Tape Tape = new(Backend);

    [Fact]
    public void Weights_and_biases_of_recurrent_layers_are_checked()
    {
        Tensor x = Of(2, 4, 3), w = Of(15, 3), u = Of(15, 5), b = Of(15), four = Of(20, 3), state = Of(20, 5), bias = Of(20);
        Refused(() => Tape.Gru(x, w, u, b, Of(5)));
        Refused(() => Tape.Gru(x, w, u, Of(5), b));
        Refused(() => Tape.Gru(x, Of(12, 3), u, b, b));
        Refused(() => Tape.Lstm(x, four, state, bias, Of(5)));
        Refused(() => Tape.Lstm(x, w, u, b, b));
        Tensor events = Of(8, 3);
        int[] offsets = [0, 3, 8];
        Refused(() => Tape.PackedGru(events, w, u, b, Of(5), offsets));
        Refused(() => Tape.PackedGru(events, Of(5, 3), u, Of(5), b, offsets));
        Refused(() => Tape.PackedGru(events, w, Of(12, 5), b, b, offsets));
        Refused(() => Tape.PackedGru(events, w, u, b, b, new[] { 0, 9, 8 }));
        Assert.Throws<ArgumentNullException>(() => Tape.Gru(x, w, u, b, null!));
    }

    [Fact]
    public void Losses_want_targets_of_the_shape_of_what_they_judge()
    {
        Tensor x = Of(2, 3), turned = Of(3, 2), row = Of(3);
        Refused(() => Tape.MeanSquaredError(x, turned));
        Refused(() => Tape.MeanSquaredError(x, x, turned));
        Refused(() => Tape.MeanSquaredError(x, Of(6)));
        Refused(() => Tape.BinaryCrossEntropy(x, turned));
        Refused(() => Tape.GaussianLogLikelihoodLoss(x, x, turned));
        Refused(() => Tape.GaussianLogLikelihoodLoss(x, turned, x));
        Refused(() => Tape.CosineLoss(x, row));
        Refused(() => Tape.TripletLoss(x, row, x));
        Refused(() => Tape.TripletLoss(x, x, Of(2, 1)));
        Refused(() => Tape.BprLoss(x, Of(1)));
        Refused(() => Tape.SquaredHinge(x, Of(1)));
        Refused(() => Tape.SampledSoftmaxLoss(x, [0, 1], Of(2, 1)));
        Assert.Equal(Tape.MeanSquaredError(Of(4), Of(4)).Item(), Tape.MeanSquaredError(Of(4, 1), Of(4)).Item());
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        var (x, part) = (Of(4, 3), Of(3));
        string Name(Func<Tensor> run) => Assert.Throws<ArgumentNullException>(run).ParamName!;
        Assert.Equal("gain", Name(() => Tape.BatchNorm(x, null!, part, part, part)));
        Assert.Equal("runningVariance", Name(() => Tape.BatchNorm(x, part, part, part, null!)));
        Assert.Equal("target", Name(() => Tape.MeanSquaredError(x, null!)));
        Assert.Equal("parts", Name(() => Tape.Concat(0, x, null!)));
        Assert.Equal("runningMean", Refused(() => Tape.BatchNorm(x, part, part, Of(4), part)).ParamName);
    }

    [Fact]
    public void Listeners_have_confidences_of_at_least_one_and_come_once()
    {
        Tensor Loss(int[] users, params float[] confidences) =>
            Tape.WeightedPredictionError(Of(2, 3), Of(7, 3), Of(3, 3), new Listeners([0, 2, users.Length], users, confidences));
        Loss([6, 1, 6], 1, 2, 3);
        Refused(() => Loss([6, 1, 6], 1, 0.5f, 3));
        Refused(() => Loss([6, 1, 6], 1, float.NaN, 3));
        Refused(() => Loss([6, 1, 6], 1, float.PositiveInfinity, 3));
        Assert.Contains("listener 6 twice", Refused(() => Loss([6, 6, 1], 1, 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("listener 4 twice", Refused(() => Loss([1, 2, 4, 0, 4], 1, 2, 3, 4, 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_sequences_of_a_packed_layer_take_no_memory()
    {
        const int units = 1000; // times 800,000 sequences: more elements than an array has
        int[] offsets = [.. new int[800_000], 1];
        Tensor x = Of(1, 1), w = Of(3 * units, 1), u = Of(3 * units, units), b = Of(3 * units);
        Assert.Equal(Tape.PackedGru(x, w, u, b, b, new[] { 0, 1 }).ToArray(), Tape.PackedGru(x, w, u, b, b, offsets).ToArray());
    }

    [Fact]
    public void A_bias_of_the_state_alone_has_its_gradient()
    {
        int[] offsets = [0, 3, 8];
        foreach (var run in new Func<Tensor[], Tensor>[]
            {
                p => Tape.Gru(Of(2, 4, 3), p[0], p[1], p[2], p[3]),
                p => Tape.PackedGru(Of(8, 3), p[0], p[1], p[2], p[3], offsets),
            }) Assert.Equal(Gradient(run, 15, all: true), Gradient(run, 15, all: false));
        Tensor Lstm(Tensor[] p) => Tape.Lstm(Of(2, 4, 3), p[0], p[1], p[2], p[3]);
        Assert.Equal(Gradient(Lstm, 20, all: true), Gradient(Lstm, 20, all: false));

        static float[] Gradient(Func<Tensor[], Tensor> run, int rows, bool all)
        {
            Tape.Reset();
            Tensor[] parameters = [Of(rows, 3), Of(rows, 5), Of(rows), Of(rows)];
            for (int i = all ? 0 : 3; i < 4; i++) parameters[i].RequiresGradient = true;
            Tape.Backward(Tape.Sum(run(parameters)));
            return parameters[3].Gradient!.ToArray();
        }
    }

    private static ArgumentException Refused(Func<Tensor> run) => Assert.ThrowsAny<ArgumentException>(run);

    private static Tensor Of(params int[] shape) => new(Backend, new Shape(shape), Draw.Floats(new Shape(shape).Length, seed: 1));
}
