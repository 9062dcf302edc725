namespace MusicRec.Audio;

/// <summary>A front-end on a signal that arrives piece by piece: blocks of any size go in, frames come out as soon as their samples are there,
/// with the same bits as <see cref="IFrontEnd.Transform"/> gives for the whole signal.
/// Not thread-safe; any number of streams may share a front-end.</summary>
/// <example><code>
/// var stream = new StreamingFrontEnd(frontEnd);
/// while ((count = reader.Read(block)) > 0)
/// {
///     stream.Push(block[..count]);
///     while ((frames = stream.Read(buffer)) > 0) Use(buffer, frames);
/// }
/// stream.Complete();   // then Read the frames of the end
/// </code></example>
public sealed class StreamingFrontEnd
{
    private readonly IFramewise _frontEnd;
    private readonly Framing _inner; // frames of the padded signal: none begins before its first sample
    private readonly int _lead; // padding before the first sample
    private readonly SampleQueue _queue = new(); // the padded signal, from some sample on; before the head is padded, the signal itself
    private long _received, _read;
    private bool _padded, _complete;

    /// <summary>Begins a stream.</summary>
    /// <param name="frontEnd">One each of whose frames needs only its own samples: a spectrogram, a mel spectrogram, an MFCC without TopDb.</param>
    /// <exception cref="ArgumentException">Its frames depend on the rest of the clip; the message tells why.</exception>
    public StreamingFrontEnd(IFrontEnd frontEnd)
    {
        _frontEnd = Require.NotNull(frontEnd) as IFramewise
            ?? throw new ArgumentException($"{frontEnd.GetType().Name} cannot stream: its frames are not computed one by one.", nameof(frontEnd));
        if (_frontEnd.NeedsWholeClip is { } why) throw new ArgumentException($"{frontEnd.GetType().Name} cannot stream. {why}", nameof(frontEnd));
        var framing = _frontEnd.Framing;
        _lead = framing.Center ? framing.Length / 2 : 0;
        _inner = framing with { Center = false };
    }

    /// <summary>The front-end.</summary>
    public IFrontEnd FrontEnd => _frontEnd;

    /// <summary>Frames that can be read now.</summary>
    public int Available
    {
        get
        {
            long ready = _complete ? _frontEnd.Framing.Count(_received) : _padded ? _inner.Count(_queue.Gone + _queue.Count) : 0;
            return (int)Math.Min(ready - _read, int.MaxValue);
        }
    }

    /// <summary>Takes the next samples. What is not yet read stays in memory.</summary>
    /// <param name="samples">Mono samples at the front-end's rate, any number of them.</param>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; nothing of the block is taken.</exception>
    /// <exception cref="InvalidOperationException">The stream is complete.</exception>
    public void Push(ReadOnlySpan<float> samples)
    {
        if (_complete) throw new InvalidOperationException("The stream is complete; begin another one.");
        FiniteSamples.Require(samples, _received);
        samples.CopyTo(_queue.Add(samples.Length));
        _received += samples.Length;
        if (!_padded && _received > _lead + 1) PadHead();
    }

    /// <summary>Ends the signal: the frames that reach beyond its end become available. Does nothing the second time.</summary>
    public void Complete()
    {
        if (_complete) return;
        _complete = true;
        if (!_padded || !_frontEnd.Framing.Center) return;
        long end = _queue.Gone + _queue.Count, needed = (_frontEnd.Framing.Count(_received) - 1) * _inner.Hop + _inner.Length - end;
        if (needed <= 0) return;
        var tail = _queue.Add((int)needed);
        var before = _queue.Waiting[..^(int)needed];
        for (int t = 0; t < tail.Length; t++)
        {
            tail[t] = _inner.Padding switch
            {
                PaddingMode.Edge => before[^1],
                PaddingMode.Reflect => before[^(t + 2)],
                _ => 0,
            };
        }
    }

    /// <summary>Computes the next frames.</summary>
    /// <param name="frames">Filled from its start, shape [any, Bins].</param>
    /// <returns>Frames written: the fewer of those available and those that fit.</returns>
    public int Read(Span<float> frames)
    {
        int count = Math.Min(Available, frames.Length / _frontEnd.Bins);
        if (count == 0) return 0;
        var to = frames[..(count * _frontEnd.Bins)];
        if (_padded)
        {
            var from = _queue.Waiting[(int)(_read * _inner.Hop - _queue.Gone)..];
            _frontEnd.Transform(from, _inner, 0, count, to);
        }
        else
        {
            _frontEnd.Transform(_queue.Waiting, _frontEnd.Framing, (int)_read, (int)_frontEnd.Framing.Count(_received), to); // shorter than a head
        }
        _read += count;
        if (_padded) Drop();
        return count;
    }

    /// <summary>Puts the padding before the signal; it mirrors at most as many samples as are there.</summary>
    private void PadHead()
    {
        _padded = true;
        if (_lead == 0) return;
        int count = _queue.Count;
        _queue.Add(_lead);
        var padded = _queue.Waiting;
        padded[..count].CopyTo(padded[_lead..]);
        for (int t = 0; t < _lead; t++)
        {
            padded[t] = _inner.Padding switch
            {
                PaddingMode.Edge => padded[_lead],
                PaddingMode.Reflect => padded[2 * _lead - t],
                _ => 0,
            };
        }
    }

    /// <summary>Forgets what neither the next frame nor the mirrored end needs.</summary>
    private void Drop()
    {
        long next = _read * _inner.Hop - _queue.Gone, spare = _queue.Count - (_lead + 2);
        if (Math.Min(next, spare) > 0) _queue.Drop((int)Math.Min(next, spare));
    }
}
