using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MusicRec.Audio;

/// <summary>One ffmpeg process, begun at the first read, that writes raw float32 samples to a pipe. The name goes in as file:PATH, so that it can be
/// neither an option nor an address; no shell is involved; messages are read beside the samples, so that neither pipe can block the other.</summary>
internal sealed class FfmpegReader : IAudioReader
{
    private const int MaxMessage = 4096, MaxChannels = 256, MaxRate = 1 << 24;

    private readonly string _ffmpeg, _path;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _cancel;
    private readonly byte[] _partial; // bytes of a frame that the pipe has cut
    private readonly byte[] _block = new byte[1 << 16];
    private Process? _process;
    private Task<string>? _messages;
    private int _partialLength;
    private long _decoded;

    private FfmpegReader(string ffmpeg, string path, (int Rate, int Channels, double? Seconds) sound, TimeSpan timeout, CancellationToken cancel)
    {
        (_ffmpeg, _path, _timeout, _cancel, SampleRate, Channels) = (ffmpeg, path, timeout, cancel, sound.Rate, sound.Channels);
        if (sound.Seconds * SampleRate is > 0 and < long.MaxValue / 2.0 and var frames) DeclaredFrames = (long)frames;
        _partial = new byte[4 * Channels];
    }

    public int SampleRate { get; }
    public int Channels { get; }
    public long? DeclaredFrames { get; }
    public bool Truncated { get; private set; }

    /// <exception cref="MusicRecException">The file has no sound that ffmpeg can decode.</exception>
    public static FfmpegReader Open(string ffmpeg, string ffprobe, string path, TimeSpan timeout, CancellationToken cancel) =>
        new(ffmpeg, path, Probe(ffprobe, path, timeout, cancel), timeout, cancel);

    public int Read(Span<float> interleaved)
    {
        int frames = interleaved.Length / Channels;
        if (frames == 0) return 0;
        var bytes = MemoryMarshal.AsBytes(interleaved[..(frames * Channels)]);
        int filled = _partialLength;
        _partial.AsSpan(0, filled).CopyTo(bytes);
        var process = Running();
        while (filled < bytes.Length)
        {
            int got = ReadPipe(process, bytes[filled..]);
            if (got == 0) break;
            filled += got;
        }
        int whole = filled / _partial.Length;
        _partialLength = filled - whole * _partial.Length;
        bytes.Slice(whole * _partial.Length, _partialLength).CopyTo(_partial);
        _decoded += whole;
        if (whole == 0) Finish(process);
        return whole;
    }

    public void Dispose()
    {
        if (_process is null) return;
        End(_process);
        _process.Dispose();
    }

    private Process Running()
    {
        if (_process is not null) return _process;
        _process = Start(_ffmpeg, "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + _path,
            "-vn", "-sn", "-dn", "-map", "0:a:0", "-f", "f32le", "-");
        _messages = Messages(_process);
        return _process;
    }

    /// <summary>One read of the pipe; a process that stays silent beyond the time-out is killed.</summary>
    private int ReadPipe(Process process, Span<byte> bytes)
    {
        var read = process.StandardOutput.BaseStream.ReadAsync(_block, 0, Math.Min(bytes.Length, _block.Length));
        if (!Wait(read, _timeout, _cancel))
        {
            End(process);
            throw new MusicRecException($"ffmpeg was silent for {_timeout.TotalSeconds:0} s and was ended.");
        }
        int got = read.GetAwaiter().GetResult();
        _block.AsSpan(0, got).CopyTo(bytes);
        return got;
    }

    private void Finish(Process process)
    {
        bool ended = Wait(process.WaitForExitAsync(_cancel), _timeout, _cancel);
        if (!ended) End(process);
        bool failed = !ended || process.ExitCode != 0;
        if (ended && failed && _decoded == 0)
            throw new MusicRecException($"ffmpeg failed with exit code {process.ExitCode}: {_messages!.Result.Trim()}");
        Truncated = failed || _partialLength > 0 || DeclaredLength.IsShort(_decoded, DeclaredFrames, SampleRate);
    }

    /// <summary>Whether a task ended within the time-out; its error is its own.</summary>
    private static bool Wait(Task task, TimeSpan timeout, CancellationToken cancel) =>
        Task.WaitAny([task], (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue), cancel) >= 0;

    private static void End(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    private static (int Rate, int Channels, double? Seconds) Probe(string ffprobe, string path, TimeSpan timeout, CancellationToken cancel)
    {
        using var process = Start(ffprobe, "-v", "warning", "-protocol_whitelist", "file,pipe", "-select_streams", "a:0", "-show_entries",
            "stream=sample_rate,channels,duration:format=nb_streams,duration", "-of", "default=noprint_wrappers=1", "-i", "file:" + path);
        var messages = Messages(process);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        try
        {
            if (!Wait(output, timeout, cancel) || !Wait(process.WaitForExitAsync(cancel), timeout, cancel))
                throw new MusicRecException($"ffprobe did not answer within {timeout.TotalSeconds:0} s.");
        }
        finally { End(process); }
        var fields = output.Result.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0], pair => pair[1]);
        bool usable = int.TryParse(fields["sample_rate"].FirstOrDefault(), CultureInfo.InvariantCulture, out int rate) && rate is > 0 and <= MaxRate;
        usable &= int.TryParse(fields["channels"].FirstOrDefault(), CultureInfo.InvariantCulture, out int channels)
            && channels is > 0 and <= MaxChannels;
        if (!usable) throw new MusicRecException($"ffmpeg finds no sound in it ({messages.Result.Trim()})");
        bool estimated = messages.Result.Contains("Estimating duration", StringComparison.Ordinal);
        return (rate, channels, estimated ? null : Seconds([.. fields["duration"]], fields["nb_streams"].LastOrDefault()));
    }

    // The stream's own comes first, the container's last: that of its longest stream, which may be a picture's.
    private static double? Seconds(string[] durations, string? streams)
    {
        if (durations.Length > 0 && double.TryParse(durations[0], CultureInfo.InvariantCulture, out double own)) return own;
        return streams == "1" && double.TryParse(durations[^1], CultureInfo.InvariantCulture, out double all) ? all : null;
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            return Process.Start(start) ?? throw new MusicRecException($"'{program}' could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new MusicRecException($"'{program}' could not be started: {e.Message}", e);
        }
    }

    /// <summary>Reads all messages, and keeps the first few thousand characters.</summary>
    private static async Task<string> Messages(Process process)
    {
        var kept = new StringBuilder();
        var block = new char[1024];
        for (int got; (got = await process.StandardError.ReadAsync(block).ConfigureAwait(false)) > 0;)
            kept.Append(block, 0, Math.Min(got, MaxMessage - kept.Length));
        return kept.ToString();
    }
}
