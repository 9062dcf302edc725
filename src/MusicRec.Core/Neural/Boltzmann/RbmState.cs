using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>The parameters of a restricted Boltzmann machine and its conditional distributions.
/// E(v, h) = -a'v - b'h - h'Wv, and for Gaussian units |v - a|^2 / 2 in place of -a'v.</summary>
internal sealed unsafe class RbmState(int visible, int hidden, VisibleUnits units)
{
    public int Visible => visible;

    public int Hidden => hidden;

    public VisibleUnits Units => units;

    /// <summary>W, shape [hidden, visible], as the weight of a linear layer.</summary>
    public float[] Weights { get; init; } = new float[hidden * visible];

    /// <summary>a, shape [visible].</summary>
    public float[] VisibleBias { get; init; } = new float[visible];

    /// <summary>b, shape [hidden].</summary>
    public float[] HiddenBias { get; init; } = new float[hidden];

    /// <summary>b + W v scaled by <paramref name="beta"/>, shape [count, hidden]: the log odds of the hidden units.</summary>
    public void HiddenInputs(ReadOnlySpan<float> v, int count, Span<float> x, int threads, float beta = 1)
    {
        for (int r = 0; r < count; r++) HiddenBias.CopyTo(x.Slice(r * hidden, hidden));
        fixed (float* from = v, w = Weights, to = x)
        {
            MatrixProduct.Run(
                count, hidden, visible, new Operand(from, visible), new Operand(w, visible, transposed: true), to, hidden, true, threads);
            if (beta != 1) Maps.Run1<Functions.Scale>(to, to, (long)count * hidden, beta);
        }
    }

    /// <summary>p(h = 1 | v), shape [count, hidden].</summary>
    public void HiddenProbabilities(ReadOnlySpan<float> v, int count, Span<float> p, int threads, float beta = 1)
    {
        HiddenInputs(v, count, p, threads, beta);
        fixed (float* x = p) Maps.Run1<Functions.Sigmoid>(x, x, (long)count * hidden);
    }

    /// <summary>E[v | h], shape [count, visible]: probabilities, or means of Gaussians.</summary>
    public void VisibleMeans(ReadOnlySpan<float> h, int count, Span<float> v, int threads, float beta = 1)
    {
        v[..(count * visible)].Clear();
        fixed (float* from = h, w = Weights, to = v, a = VisibleBias)
        {
            MatrixProduct.Run(count, visible, hidden, new Operand(from, hidden), new Operand(w, visible), to, visible, false, threads);
            for (int r = 0; r < count; r++) // beta W'h + a
                Maps.Run2<Functions.AddScaled>(to + (nint)r * visible, a, to + (nint)r * visible, visible, beta);
            if (units == VisibleUnits.Bernoulli) Maps.Run1<Functions.Sigmoid>(to, to, (long)count * visible);
        }
    }

    /// <summary>Draws units from their probabilities; the numbers of the draws are first, first + 1, ...</summary>
    public static void Bernoulli(Span<float> probabilities, CounterRandom random, ulong first)
    {
        for (int i = 0; i < probabilities.Length; i++) probabilities[i] = random.Uniform(first + (ulong)i) < probabilities[i] ? 1 : 0;
    }

    /// <summary>Draws visible units around their means.</summary>
    public void SampleVisible(Span<float> means, CounterRandom random, ulong first)
    {
        if (units == VisibleUnits.Bernoulli) Bernoulli(means, random, first);
        else for (int i = 0; i < means.Length; i++) means[i] += (float)random.Normal(first + (ulong)i);
    }

    /// <summary>-log of the sum over h of exp(-beta-scaled E) less the visible part's own: the free energy of each row, in double.</summary>
    public void FreeEnergies(ReadOnlySpan<float> v, int count, Span<double> energies, int threads, float beta = 1)
    {
        var x = new float[count * hidden];
        HiddenInputs(v, count, x, threads, beta);
        for (int r = 0; r < count; r++)
        {
            double energy = 0;
            for (int i = 0; i < visible; i++)
            {
                double value = v[r * visible + i], a = VisibleBias[i];
                energy += units == VisibleUnits.Bernoulli ? -a * value : (value - a) * (value - a) / 2;
            }
            for (int j = 0; j < hidden; j++) energy -= Softplus(x[r * hidden + j]);
            energies[r] = energy;
        }
    }

    /// <summary>log(1 + e^x) without overflow.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
