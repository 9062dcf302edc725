namespace MusicRec.Audio;

/// <summary>Opens and loads sound files.</summary>
public static class AudioFile
{
    /// <summary>WAV in managed code, then libsndfile where it is installed (FLAC, Ogg Vorbis, Opus, MP3), then an ffmpeg process where it is
    /// found.</summary>
    public static IReadOnlyList<IAudioDecoder> DefaultDecoders { get; } = [new WavDecoder(), new SndFileDecoder(), new FfmpegDecoder()];

    /// <summary>For files from strangers: WAV in managed code, then ffmpeg in a process of its own that can be killed; no native code in this
    /// one.</summary>
    public static IReadOnlyList<IAudioDecoder> IsolatedDecoders { get; } = [new WavDecoder(), new FfmpegDecoder()];

    /// <summary>Opens a file for reading piece by piece, at its own rate and channels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoders">The decoders to try, in order; null for <see cref="DefaultDecoders"/>.</param>
    /// <param name="cancel">Ends what a decoder waits for, now and in later reads.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="MusicRecException">No decoder can open it; the message tells each one's reason and what to install.</exception>
    public static IAudioReader Open(string path, IReadOnlyList<IAudioDecoder>? decoders = null, CancellationToken cancel = default) =>
        OpenBy(path, decoders ?? DefaultDecoders, cancel, out _);

    internal static IAudioReader OpenBy(string path, IReadOnlyList<IAudioDecoder> decoders, CancellationToken cancel, out IAudioDecoder by)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new MusicRecException($"'{path}' is a folder, not a sound file.");
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'.", path);
        string? barred = Length(path) == 0 ? "the file is empty, or no regular file" : null; // opening a pipe would wait for its other end
        var reasons = new List<string>();
        foreach (var decoder in decoders)
        {
            by = decoder;
            string? reason = barred;
            if (reason is null && decoder.TryOpen(path, out var reader, out reason, cancel)) return reader;
            reasons.Add($"{decoder.Name}: {reason}");
        }
        throw new MusicRecException($"No decoder opens '{path}' ({string.Join("; ", reasons)}). " +
            "For FLAC, Ogg, Opus and MP3 install libsndfile 1.1 or newer; for everything else put ffmpeg on the PATH.");
    }

    /// <summary>Loads a file, or a part of it, into memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Rate, channels, part; null loads all of it as mono at its own rate.</param>
    /// <param name="cancel">Cancels between pieces, and while a decoder is waited for.</param>
    /// <exception cref="MusicRecException">It cannot be decoded, is cut short where that is refused, or exceeds
    /// <see cref="AudioLoadOptions.MaxSamples"/>.</exception>
    public static AudioClip Load(string path, AudioLoadOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        using var reader = Open(path, options.Decoders, cancel);
        return LoadFrom(reader, path, options, cancel);
    }

    internal static AudioClip LoadFrom(IAudioReader reader, string path, AudioLoadOptions options, CancellationToken cancel)
    {
        var clip = Read(reader, path, options, cancel);
        if (clip.IsTruncated && !options.AllowTruncated)
            throw new MusicRecException(
                $"'{path}' ends after {clip.Duration.TotalSeconds:0.###} s, before the length that it declares; it is cut short.");
        if (options.Mono) clip = clip.ToMono();
        return options.SampleRate is { } rate && rate != clip.SampleRate ? Resampler.Resample(clip, rate) : clip;
    }

    private static AudioClip Read(IAudioReader reader, string path, AudioLoadOptions options, CancellationToken cancel)
    {
        int channels = reader.Channels;
        long skip = Samples(options.Offset, reader.SampleRate), left = options.Duration is { } d ? Samples(d, reader.SampleRate) : long.MaxValue;
        skip -= reader.Skip(skip);
        var block = new float[8192 * channels];
        var samples = new float[channels][];
        Array.Fill(samples, []);
        int length = 0;
        while (left > 0)
        {
            cancel.ThrowIfCancellationRequested();
            int frames = reader.Read(block);
            if (frames == 0) break;
            int from = (int)Math.Min(skip, frames), take = (int)Math.Min(frames - from, left);
            (skip, left) = (skip - from, left - take);
            if ((length + (long)take) * channels > options.MaxSamples || length + (long)take > Array.MaxLength)
                throw new MusicRecException($"'{path}' holds more than {options.MaxSamples} samples; load a part of it, or raise MaxSamples.");
            Deinterleave(block.AsSpan(from * channels, take * channels), samples, length);
            length += take;
        }
        for (int c = 0; c < channels; c++) Array.Resize(ref samples[c], length);
        return new AudioClip(reader.SampleRate, samples) { IsTruncated = left > 0 && reader.Truncated };
    }

    private static void Deinterleave(ReadOnlySpan<float> interleaved, float[][] samples, int at)
    {
        int channels = samples.Length, count = interleaved.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            if (at + count > samples[c].Length) Array.Resize(ref samples[c], (int)Math.Min(Math.Max(at + (long)count, 2L * at), Array.MaxLength));
            var to = samples[c].AsSpan(at, count);
            if (channels == 1) interleaved.CopyTo(to);
            else for (int t = 0; t < count; t++) to[t] = interleaved[t * channels + c];
        }
    }

    private static long Length(string path) => ((File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo) ?? new FileInfo(path)).Length;

    /// <summary>Whole samples in a span of time, rounded to the nearest.</summary>
    private static long Samples(TimeSpan time, int rate) => (long)Math.Min(Math.Round(time.TotalSeconds * rate), long.MaxValue / 2);
}
