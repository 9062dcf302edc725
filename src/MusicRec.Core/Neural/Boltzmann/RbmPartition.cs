using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>The partition function Z of a restricted Boltzmann machine: exact for small ones, estimated for others.</summary>
internal static class RbmPartition
{
    private const int MostUnits = 20;

    /// <summary>log Z, in double.</summary>
    public static double Exact(RbmState state)
    {
        bool overVisible = state.Units == VisibleUnits.Bernoulli && state.Visible < state.Hidden;
        int units = overVisible ? state.Visible : state.Hidden;
        if (units > MostUnits)
            throw new InvalidOperationException($"{units} units have too many states to sum over; at most {MostUnits}. Estimate instead.");
        double most = double.NegativeInfinity, sum = 0;
        var bits = new float[units];
        for (long s = 0; s < 1L << units; s++)
        {
            for (int i = 0; i < units; i++) bits[i] = s >> i & 1;
            double log = overVisible ? OfVisible(state, bits) : OfHidden(state, bits);
            (sum, most) = log > most ? (sum * Math.Exp(most - log) + 1, log) : (sum + Math.Exp(log - most), most);
        }
        return most + Math.Log(sum);
    }

    // log sum over h of exp(-E) = a'v + sum_j softplus(b_j + (W v)_j)
    private static double OfVisible(RbmState s, float[] v)
    {
        double log = 0;
        for (int i = 0; i < v.Length; i++) log += s.VisibleBias[i] * (double)v[i];
        for (int j = 0; j < s.Hidden; j++)
        {
            double x = s.HiddenBias[j];
            for (int i = 0; i < v.Length; i++) x += s.Weights[j * v.Length + i] * (double)v[i];
            log += RbmState.Softplus(x);
        }
        return log;
    }

    // log sum (integral) over v of exp(-E) = b'h + sum_i softplus(a_i + x_i), or b'h + sum_i (a_i x_i + x_i^2 / 2 + log(2 pi) / 2), x = W'h
    private static double OfHidden(RbmState s, float[] h)
    {
        double log = 0;
        for (int j = 0; j < h.Length; j++) log += s.HiddenBias[j] * (double)h[j];
        for (int i = 0; i < s.Visible; i++)
        {
            double x = 0, a = s.VisibleBias[i];
            for (int j = 0; j < h.Length; j++) x += s.Weights[j * s.Visible + i] * (double)h[j];
            log += s.Units == VisibleUnits.Bernoulli ? RbmState.Softplus(a + x) : a * x + x * x / 2 + Math.Log(2 * Math.PI) / 2;
        }
        return log;
    }

    /// <summary>Annealed importance sampling over p_beta(v) = exp(visible part) prod_j (1 + exp(beta (b_j + (W v)_j))), beta from 0, whose Z is
    /// known, to 1.</summary>
    public static double Anneal(RbmState state, int chains, int temperatures, ulong seed)
    {
        int nv = state.Visible, nh = state.Hidden;
        float[] v = new float[chains * nv], h = new float[chains * nh];
        double[] before = new double[chains], after = new double[chains], weights = new double[chains];
        var random = new CounterRandom(seed, 1);
        state.VisibleMeans(h, chains, v, threads: 1); // no hidden input: the start's distribution
        state.SampleVisible(v, random, 0);
        ulong drawn = (ulong)v.Length;
        for (int t = 1; t <= temperatures; t++)
        {
            float cold = (float)(t - 1) / temperatures, warm = (float)t / temperatures;
            state.FreeEnergies(v, chains, before, threads: 1, cold);
            state.FreeEnergies(v, chains, after, threads: 1, warm);
            for (int c = 0; c < chains; c++) weights[c] += before[c] - after[c];
            state.HiddenProbabilities(v, chains, h, threads: 1, warm);
            RbmState.Bernoulli(h, random, drawn);
            state.VisibleMeans(h, chains, v, threads: 1, warm);
            state.SampleVisible(v, random, drawn + (ulong)h.Length);
            drawn += (ulong)(h.Length + v.Length);
        }
        double most = weights.Max(), mean = weights.Average(w => Math.Exp(w - most)), start = nh * Math.Log(2);
        foreach (float a in state.VisibleBias)
            start += state.Units == VisibleUnits.Bernoulli ? RbmState.Softplus(a) : Math.Log(2 * Math.PI) / 2;
        return start + most + Math.Log(mean);
    }
}
