using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public unsafe class CandidateHeadTests
{
    private const int Units = 9;

    [Theory]
    [InlineData(Gru4RecLoss.CrossEntropy, 0), InlineData(Gru4RecLoss.Bpr, 0), InlineData(Gru4RecLoss.Top1, 0.5), InlineData(Gru4RecLoss.BprMax, 0.5),
     InlineData(Gru4RecLoss.Top1Max, 1)]
    public void Loss_and_gradients_are_those_of_single_operations_on_a_tape(Gru4RecLoss loss, double slope)
    {
        const int rows = 35, candidates = 61;
        var backend = new CpuBackend(2);
        Tensor h = Draw(backend, 1, rows, Units), y = Draw(backend, 2, candidates, Units), b = Draw(backend, 3, candidates);
        var tape = new Tape(backend);
        var scores = tape.Add(tape.MatMul(h, y, transposeB: true), b);
        if (slope > 0)
        {
            float a = (float)slope;
            scores = tape.Add(tape.Affine(tape.Activate(scores, Activation.Elu), a), tape.Activate(scores, Activation.Relu), 1 - a);
        }
        int[] targets = [.. Enumerable.Range(0, rows).Select(r => (7 * r + 3) % candidates)];
        var expected = loss == Gru4RecLoss.CrossEntropy ? tape.SoftmaxCrossEntropy(scores, targets)
            : tape.RankingLoss(scores, targets, Enum.Parse<RankingLossKind>(loss.ToString()), 0.7);
        tape.Backward(expected);

        RankingRule? rule = loss == Gru4RecLoss.CrossEntropy ? null : new(Enum.Parse<RankingLossKind>(loss.ToString()), slope, 0.7);
        var fresh = new Tape(backend);
        Tensor state = Draw(backend, 1, rows, Units), dy = new(backend, y.Shape), db = new(backend, b.Shape);
        float actual = new CandidateHead(backend, rule).Run(fresh, state, y, b, targets, dy, db);
        Assert.Equal(expected.Item(), actual, 1e-5);
        Close.Check(h.Gradient!.ToArray(), state.Gradient!.ToArray(), "states");
        Close.Check(y.Gradient!.ToArray(), dy.ToArray(), "vectors");
        Close.Check(b.Gradient!.ToArray(), db.ToArray(), "biases");
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(16), InlineData(61), InlineData(2112)]
    [Trait(EveryWidth.Name, EveryWidth.Value)]
    public void The_fused_softmax_is_the_definition(int n)
    {
        var backend = new CpuBackend(1);
        Tensor x = Draw(backend, 4, n), b = Draw(backend, 5, n), sums = Draw(backend, 6, n);
        Tensor z = Draw(backend, 4, n), total = Draw(backend, 6, n);
        x.Data[n / 3] = z.Data[n / 3] = 30;
        double loss = SoftmaxLoss.Run(x.Data, b.Data, n, n / 2, 0.25f, sums.Data);
        Assert.Equal(SoftmaxLoss.Reference(z.Data, b.Data, n, n / 2, 0.25f, total.Data), loss, 1e-5);
        Close.Check(z.ToArray(), x.ToArray(), "gradient");
        Close.Check(total.ToArray(), sums.ToArray(), "sums");
        GC.KeepAlive((b, backend));
    }

    private static Tensor Draw(Backend backend, ulong stream, params int[] sizes)
    {
        var random = new CounterRandom(9, stream);
        var tensor = new Tensor(backend, new Shape(sizes)) { RequiresGradient = true };
        tensor.CopyFrom([.. Enumerable.Range(0, tensor.Length).Select(i => (float)(2 * random.Uniform((ulong)i) - 1))]);
        return tensor;
    }
}
