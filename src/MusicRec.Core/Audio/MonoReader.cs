namespace MusicRec.Audio;

/// <summary>A sound of any length, one channel at one rate, read piece by piece: the bits of <see cref="AudioFile.Load"/> without its memory.
/// Mixes and resamples as it goes. Disposes of the reader it was given.</summary>
public sealed class MonoReader : IDisposable
{
    private const int Block = 4096; // frames decoded at a time

    private readonly IAudioReader _reader;
    private readonly StreamingResampler? _resampler;
    private readonly float[] _interleaved, _mono = new float[Block];
    private int _at, _count; // of _mono, where there is no resampler
    private bool _end;

    /// <summary>Wraps a reader.</summary>
    /// <param name="reader">The source, for example of <see cref="AudioFile.Open"/>.</param>
    /// <param name="sampleRate">Samples per second to give; null for the source's own.</param>
    public MonoReader(IAudioReader reader, int? sampleRate = null)
    {
        _reader = Require.NotNull(reader);
        SampleRate = sampleRate ?? reader.SampleRate;
        if (SampleRate != reader.SampleRate) _resampler = new StreamingResampler(new Resampler(reader.SampleRate, SampleRate));
        _interleaved = new float[Block * reader.Channels];
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleRate">Samples per second to give; null for the file's own.</param>
    /// <param name="decoders">The decoders to try, in order; null for <see cref="AudioFile.DefaultDecoders"/>.</param>
    /// <param name="cancel">Ends what a decoder waits for, now and in later reads.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="MusicRecException">No decoder can open it; the message tells each one's reason and what to install.</exception>
    public static MonoReader Open(
        string path, int? sampleRate = null, IReadOnlyList<IAudioDecoder>? decoders = null, CancellationToken cancel = default) =>
        new(AudioFile.Open(path, decoders, cancel), sampleRate);

    /// <summary>Samples per second that <see cref="Read"/> gives.</summary>
    public int SampleRate { get; }

    /// <summary>Reads the next samples.</summary>
    /// <param name="samples">Filled from its start.</param>
    /// <returns>Samples written; 0 at the end only.</returns>
    public int Read(Span<float> samples)
    {
        if (samples.IsEmpty) return 0;
        while (_resampler is null ? _at == _count : _resampler.Available == 0)
        {
            if (_end) return 0;
            Decode();
        }
        if (_resampler is not null) return _resampler.Read(samples);
        int count = Math.Min(samples.Length, _count - _at);
        _mono.AsSpan(_at, count).CopyTo(samples);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void Decode()
    {
        (_at, _count) = (0, _reader.Read(_interleaved));
        _end = _count == 0;
        var mono = _mono.AsSpan(0, _count);
        AudioClip.Mix(_interleaved, _reader.Channels, mono);
        if (_end) _resampler?.Complete();
        else _resampler?.Push(mono);
    }
}
