using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>The updates of one training: gradients, momentum and chains.</summary>
internal sealed unsafe class RbmRun
{
    private readonly RbmState _state;
    private readonly RbmOptions _options;
    private readonly int _threads;
    private readonly float[] _weightSpeed, _visibleSpeed, _hiddenSpeed;
    private readonly float[] _data, _positive, _sample, _visible, _hidden, _chains;
    private bool _chainsStarted;
    private ulong _drawn;

    public RbmRun(RbmState state, RbmOptions options, int batch)
    {
        (_state, _options, _threads) = (state, options, WorkerTeam.Threads(options.Threads));
        Rate = options.Rate ?? (options.Visible == VisibleUnits.Bernoulli ? 0.1 : 0.005);
        (_weightSpeed, _visibleSpeed, _hiddenSpeed) = (new float[state.Weights.Length], new float[state.Visible], new float[state.Hidden]);
        (_data, _visible) = (new float[batch * state.Visible], new float[batch * state.Visible]);
        (_positive, _sample, _hidden) = (new float[batch * state.Hidden], new float[batch * state.Hidden], new float[batch * state.Hidden]);
        _chains = options.Persistent ? new float[batch * state.Hidden] : [];
    }

    public double Rate { get; }

    /// <summary>One update; returns the squared error of the one-step reconstructions of its examples.</summary>
    public double Update(Matrix examples, ReadOnlySpan<int> batch, float momentum)
    {
        int count = batch.Length, nv = _state.Visible, nh = _state.Hidden;
        for (int r = 0; r < count; r++) examples[batch[r]].CopyTo(_data.AsSpan(r * nv));
        _state.HiddenProbabilities(_data, count, _positive, _threads);
        _positive.AsSpan(0, count * nh).CopyTo(_sample);
        Draw(_sample.AsSpan(0, count * nh));
        _state.VisibleMeans(_sample, count, _visible, _threads);
        double error = 0;
        for (int i = 0; i < count * nv; i++) error += (double)(_data[i] - _visible[i]) * (_data[i] - _visible[i]);
        int chains = _options.Persistent ? Persist(count) : Diverge(count);
        Learn(count, chains, momentum);
        return error;
    }

    // CD-k: from the data's hidden sample; visible units stay means, and the last hidden units probabilities, which is less noisy.
    private int Diverge(int count)
    {
        int n = count * _state.Hidden;
        for (int step = 1; step <= _options.Steps; step++)
        {
            if (step > 1) _state.VisibleMeans(_sample, count, _visible, _threads);
            _state.HiddenProbabilities(_visible, count, _hidden, _threads);
            if (step == _options.Steps) break;
            _hidden.AsSpan(0, n).CopyTo(_sample);
            Draw(_sample.AsSpan(0, n));
        }
        return count;
    }

    // PCD-k: true Gibbs samples, all chains whatever the size of the batch.
    private int Persist(int count)
    {
        int chains = _chains.Length / _state.Hidden;
        if (!_chainsStarted)
        {
            for (int i = 0; i < _chains.Length; i++) _chains[i] = _sample[i % (count * _state.Hidden)];
            _chainsStarted = true;
        }
        for (int step = 0; step < _options.Steps; step++)
        {
            _state.VisibleMeans(_chains, chains, _visible, _threads);
            _state.SampleVisible(_visible.AsSpan(0, chains * _state.Visible), Random(), _drawn);
            _drawn += (ulong)(chains * _state.Visible);
            _state.HiddenProbabilities(_visible, chains, _hidden, _threads);
            _hidden.AsSpan(0, _chains.Length).CopyTo(_chains);
            Draw(_chains);
        }
        return chains;
    }

    private void Learn(int count, int chains, float momentum)
    {
        int nv = _state.Visible, nh = _state.Hidden;
        float rate = (float)Rate, decay = (float)(Rate * _options.Decay);
        for (int i = 0; i < _weightSpeed.Length; i++) _weightSpeed[i] = momentum * _weightSpeed[i] - decay * _state.Weights[i];
        Scale(_positive.AsSpan(0, count * nh), rate / count);
        Scale(_hidden.AsSpan(0, chains * nh), -rate / chains);
        fixed (float* speed = _weightSpeed, data = _data, visible = _visible, positive = _positive, hidden = _hidden)
        {
            MatrixProduct.Run(nh, nv, count, new Operand(positive, nh, transposed: true), new Operand(data, nv), speed, nv, true, _threads);
            MatrixProduct.Run(nh, nv, chains, new Operand(hidden, nh, transposed: true), new Operand(visible, nv), speed, nv, true, _threads);
        }
        Scale(_visibleSpeed, momentum);
        Scale(_hiddenSpeed, momentum);
        AddRows(_data, count, _visibleSpeed, rate / count);
        AddRows(_visible, chains, _visibleSpeed, -rate / chains);
        AddRows(_positive, count, _hiddenSpeed, 1); // scaled above
        AddRows(_hidden, chains, _hiddenSpeed, 1);
        for (int i = 0; i < _weightSpeed.Length; i++) _state.Weights[i] += _weightSpeed[i];
        for (int i = 0; i < nv; i++) _state.VisibleBias[i] += _visibleSpeed[i];
        for (int i = 0; i < nh; i++) _state.HiddenBias[i] += _hiddenSpeed[i];
    }

    private void Draw(Span<float> probabilities)
    {
        RbmState.Bernoulli(probabilities, Random(), _drawn);
        _drawn += (ulong)probabilities.Length;
    }

    private CounterRandom Random() => new(_options.Seed, ulong.MaxValue);

    private static void Scale(Span<float> x, float factor)
    {
        for (int i = 0; i < x.Length; i++) x[i] *= factor;
    }

    private static void AddRows(float[] rows, int count, float[] sum, float factor)
    {
        for (int r = 0; r < count; r++)
            for (int i = 0; i < sum.Length; i++) sum[i] += factor * rows[r * sum.Length + i];
    }
}
