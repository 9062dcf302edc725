namespace MusicRec.Audio;

/// <summary>A resampler on a signal that arrives piece by piece, with the same bits as <see cref="Resampler.Transform"/> gives for the whole signal.
/// Not thread-safe; any number of streams may share a resampler.</summary>
public sealed unsafe class StreamingResampler
{
    private readonly Resampler _plan;
    private readonly SampleQueue _input = new(), _output = new();
    private long _received, _made;
    private bool _complete;

    /// <summary>Begins a stream.</summary>
    /// <param name="plan">The conversion.</param>
    public StreamingResampler(Resampler plan)
    {
        _plan = Require.NotNull(plan);
        if (_plan.Grouped) _input.Add(_plan.Lead).Clear(); // the first group begins before the signal
    }

    /// <summary>Samples that can be read now.</summary>
    public int Available => _output.Count;

    /// <summary>Takes the next samples. What is not yet read stays in memory.</summary>
    /// <param name="samples">Samples at the input rate, any number of them.</param>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; nothing of the block is taken.</exception>
    /// <exception cref="InvalidOperationException">The stream is complete.</exception>
    public void Push(ReadOnlySpan<float> samples)
    {
        if (_complete) throw new InvalidOperationException("The stream is complete; begin another one.");
        FiniteSamples.Require(samples, _received);
        samples.CopyTo(_input.Add(samples.Length));
        _received += samples.Length;
        if (_plan.Grouped) MakeGroups();
        else MakeOnes(Ready());
    }

    /// <summary>Ends the signal: the samples whose filter reaches beyond its end become available. Does nothing the second time.</summary>
    public void Complete()
    {
        if (_complete) return;
        _complete = true;
        long left = _plan.OutputLength(_received) - _made;
        if (!_plan.Grouped)
        {
            MakeOnes((int)left);
            return;
        }
        var (group, step, window) = _plan.Shape;
        long groups = (left + group - 1) / group, needed = (groups - 1) * step + window - _input.Count;
        if (groups > 0 && needed > 0) _input.Add((int)needed).Clear();
        if (groups > 0) MakeGroups();
        _output.Trim((int)(_made - _plan.OutputLength(_received)));
    }

    /// <summary>Hands out converted samples.</summary>
    /// <param name="output">Filled from its start.</param>
    /// <returns>Samples written: the fewer of those available and those that fit.</returns>
    public int Read(Span<float> output)
    {
        int count = Math.Min(output.Length, _output.Count);
        _output.Waiting[..count].CopyTo(output);
        _output.Drop(count);
        return count;
    }

    private void MakeGroups()
    {
        var (group, step, window) = _plan.Shape;
        if (_input.Count < window) return;
        int groups = 1 + (_input.Count - window) / step;
        fixed (float* from = _input.Waiting, to = _output.Add(groups * group)) _plan.Groups(from, groups, to, threads: 1);
        _made += (long)groups * group;
        _input.Drop(groups * step);
    }

    /// <summary>Outputs whose filter ends within what has arrived.</summary>
    private int Ready()
    {
        int count = 0;
        while (_plan.Window(_made + count).Last < _received) count++;
        return count;
    }

    private void MakeOnes(int count)
    {
        _plan.OneByOne(_input.Waiting, _input.Gone, _made, _output.Add(count));
        _made += count;
        long first = _plan.Window(_made).First - _input.Gone;
        if (first > 0) _input.Drop((int)Math.Min(first, _input.Count));
    }
}
