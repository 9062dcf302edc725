using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MusicRec.Audio;

/// <summary>One ffmpeg process that writes raw float32 samples to a pipe. The name goes in as file:PATH, so that it can be neither an option
/// nor an address; no shell is involved; messages are read beside the samples, so that neither pipe can block the other.</summary>
internal sealed class FfmpegReader : IAudioReader
{
    private const int MaxMessage = 4096, MaxChannels = 256, MaxRate = 1 << 24;

    private readonly Process _process;
    private readonly Task<string> _messages;
    private readonly TimeSpan _timeout;
    private readonly byte[] _partial; // bytes of a frame that the pipe has cut
    private readonly byte[] _block = new byte[1 << 16];
    private int _partialLength;
    private long _decoded;

    private FfmpegReader(Process process, Task<string> messages, TimeSpan timeout, int rate, int channels, long? frames)
    {
        (_process, _messages, _timeout, SampleRate, Channels, DeclaredFrames) = (process, messages, timeout, rate, channels, frames);
        _partial = new byte[4 * channels];
    }

    public int SampleRate { get; }
    public int Channels { get; }
    public long? DeclaredFrames { get; }
    public bool Truncated { get; private set; }

    /// <exception cref="MusicRecException">The file has no sound that ffmpeg can decode.</exception>
    public static FfmpegReader Open(string ffmpeg, string ffprobe, string path, TimeSpan timeout)
    {
        var (rate, channels, seconds) = Probe(ffprobe, path, timeout);
        var process = Start(ffmpeg, "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + path,
            "-vn", "-sn", "-dn", "-map", "0:a:0", "-f", "f32le", "-");
        long? frames = seconds > 0 && seconds * rate < long.MaxValue / 2 ? (long)(seconds * rate) : null;
        return new FfmpegReader(process, Messages(process), timeout, rate, channels, frames);
    }

    public int Read(Span<float> interleaved)
    {
        int frames = interleaved.Length / Channels;
        var bytes = MemoryMarshal.AsBytes(interleaved[..(frames * Channels)]);
        int filled = _partialLength;
        _partial.AsSpan(0, filled).CopyTo(bytes);
        while (filled < bytes.Length)
        {
            int got = ReadPipe(bytes[filled..]);
            if (got == 0) break;
            filled += got;
        }
        int whole = filled / _partial.Length;
        _partialLength = filled - whole * _partial.Length;
        bytes.Slice(whole * _partial.Length, _partialLength).CopyTo(_partial);
        _decoded += whole;
        if (whole == 0) Finish();
        return whole;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>One read of the pipe; a process that stays silent beyond the time-out is killed.</summary>
    private int ReadPipe(Span<byte> bytes)
    {
        var read = _process.StandardOutput.BaseStream.ReadAsync(_block, 0, Math.Min(bytes.Length, _block.Length));
        if (Task.WaitAny([read], _timeout) < 0)
        {
            _process.Kill(entireProcessTree: true);
            throw new MusicRecException($"ffmpeg was silent for {_timeout.TotalSeconds:0} s and was ended.");
        }
        int got = read.GetAwaiter().GetResult();
        _block.AsSpan(0, got).CopyTo(bytes);
        return got;
    }

    private void Finish()
    {
        if (!_process.WaitForExit(_timeout)) _process.Kill(entireProcessTree: true);
        else if (_process.ExitCode != 0 && _decoded == 0)
            throw new MusicRecException($"ffmpeg failed with exit code {_process.ExitCode}: {_messages.Result.Trim()}");
        Truncated = _partialLength > 0 || DeclaredLength.IsShort(_decoded, DeclaredFrames, SampleRate);
    }

    private static (int Rate, int Channels, double Seconds) Probe(string ffprobe, string path, TimeSpan timeout)
    {
        using var process = Start(ffprobe, "-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "a:0",
            "-show_entries", "stream=sample_rate,channels:format=duration", "-of", "default=noprint_wrappers=1", "-i", "file:" + path);
        var messages = Messages(process);
        var output = process.StandardOutput.ReadToEndAsync();
        if (!output.Wait(timeout) || !process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new MusicRecException($"ffprobe did not answer within {timeout.TotalSeconds:0} s.");
        }
        var fields = output.Result.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First()[1]);
        bool usable = int.TryParse(fields.GetValueOrDefault("sample_rate"), CultureInfo.InvariantCulture, out int rate) && rate is > 0 and <= MaxRate;
        usable &= int.TryParse(fields.GetValueOrDefault("channels"), CultureInfo.InvariantCulture, out int channels)
            && channels is > 0 and <= MaxChannels;
        if (!usable) throw new MusicRecException($"ffmpeg finds no sound in it ({messages.Result.Trim()})");
        _ = double.TryParse(fields.GetValueOrDefault("duration"), CultureInfo.InvariantCulture, out double seconds);
        return (rate, channels, seconds);
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
