using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

public class TapeTests
{
    private static readonly CpuBackend Backend = new(1);

    [Fact]
    public void A_loop_of_equal_steps_neither_grows_nor_allocates()
    {
        var tape = new Tape(Backend);
        var (w, b) = (Parameter(64, 32), Parameter(64));
        var x = Draw.Floats(20 * 32, 1);
        int[] labels = [.. Enumerable.Range(0, 20)];
        int step = 0;
        while (step < 3) Step();
        long memory = tape.MemoryBytes;
        Assert.Equal(0, Allocated.InQuietestRound(() => { for (int end = step + 200; step < end;) Step(); }));
        while (step < 1000) Step();
        Assert.Equal(memory, tape.MemoryBytes);
        Assert.InRange(tape.UsedBytes, 20 * 64 * 4, memory);

        void Step()
        {
            tape.Reset(step++);
            var h = tape.Dropout(tape.Linear(tape.Input(new Shape(20, 32), x), w, b, Activation.Relu), 0.5);
            tape.Backward(tape.SoftmaxCrossEntropy(h, labels));
        }
    }

    [Fact]
    public void Gradients_of_parameters_add_up_over_steps()
    {
        var tape = new Tape(Backend);
        var w = Parameter(5);
        float[] x = [1, 2, 3, 4, 5];
        for (int step = 0; step < 2; step++)
        {
            tape.Reset();
            tape.Backward(tape.Sum(tape.Multiply(tape.Input(new Shape(5), x), w)));
        }
        Assert.Equal(new float[] { 2, 4, 6, 8, 10 }, w.Gradient!.ToArray());
    }

    [Fact]
    public void A_tape_for_inference_records_nothing_and_drops_nothing()
    {
        var tape = new Tape(Backend, training: false);
        var w = Parameter(5);
        var y = tape.Dropout(tape.Affine(w, 2), 0.9);
        Assert.False(y.RequiresGradient);
        Assert.Equal(w.ToArray().Select(v => 2 * v), y.ToArray());
        Assert.Throws<InvalidOperationException>(() => tape.Backward(tape.Sum(y)));
    }

    [Fact]
    public void A_dropout_mask_keeps_its_share_and_belongs_to_seed_and_step()
    {
        float[] Mask(ulong seed, int step)
        {
            var tape = new Tape(Backend, seed: seed);
            tape.Reset(step);
            return tape.Dropout(tape.Affine(Ones, 1), 0.3).ToArray();
        }
        var mask = Mask(1, 0);
        Assert.InRange(mask.Count(v => v == 0), 2850, 3150); // 3,000 expected, standard deviation 46
        Assert.All(mask, v => Assert.True(v == 0 || v == (float)(1 / 0.7)));
        Assert.Equal(mask, Mask(1, 0));
        Assert.NotEqual(mask, Mask(2, 0));
        Assert.NotEqual(mask, Mask(1, 1));
    }

    [Fact]
    public void A_shared_mask_drops_whole_columns()
    {
        var tape = new Tape(Backend);
        var y = tape.Dropout(tape.Reshape(Ones, new Shape(100, 100)), 0.5, shared: true).ToArray();
        foreach (var row in y.Chunk(100)) Assert.Equal(y[..100], row);
        Assert.Contains(0, y);
    }

    [Fact]
    public void Every_step_of_a_loop_by_hand_has_its_own_dropout_mask()
    {
        var tape = new Tape(Backend);
        float[] Mask() => tape.Dropout(tape.Affine(Ones, 1), 0.5).ToArray();
        float[] first = Mask();
        tape.Reset();
        Assert.Equal(1, tape.Step);
        Assert.NotEqual(first, Mask());
        tape.Reset(0);
        Assert.Equal(first, Mask());
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Reset(-1));
    }

    [Fact]
    public void A_second_backward_pass_in_a_step_is_refused()
    {
        var tape = new Tape(Backend);
        var w = Parameter(5);
        var loss = tape.Sum(tape.Multiply(w, w));
        tape.Backward(loss);
        float[] gradient = w.Gradient!.ToArray();
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(() => tape.Backward(loss)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => tape.Backward(tape.Sum(w)));
        Assert.Equal(gradient, w.Gradient!.ToArray());
        tape.Reset();
        tape.Backward(tape.Sum(w));
        Assert.Equal(gradient.Select(g => g + 1), w.Gradient!.ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        var tape = new Tape(Backend);
        var fault = Assert.Throws<ArgumentException>(() => tape.MatMul(Parameter(2, 3), Parameter(2, 3)));
        Assert.Contains("[2, 3]", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => tape.Linear(Parameter(2, 3), Parameter(4, 5)));
        Assert.Throws<ArgumentException>(() => tape.Add(Parameter(2, 3), Parameter(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Gather(Parameter(2, 3), new[] { 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 0));
        Assert.Throws<InvalidOperationException>(() => tape.Backward(Parameter(2)));
    }

    private static Tensor Ones => new(Backend, new Shape(10_000), [.. Enumerable.Repeat(1f, 10_000)]);

    private static Tensor Parameter(params int[] shape)
    {
        var size = new Shape(shape);
        return new Tensor(Backend, size, Draw.Floats(size.Length, 2)) { RequiresGradient = true };
    }
}
