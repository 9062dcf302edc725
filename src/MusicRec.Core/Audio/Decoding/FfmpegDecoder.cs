using System.Diagnostics.CodeAnalysis;

namespace MusicRec.Audio;

/// <summary>Everything ffmpeg reads, through a child process: a crash or a hang of the decoder cannot reach this process.</summary>
public sealed class FfmpegDecoder : IAudioDecoder
{
    private readonly Lazy<(string? Ffmpeg, string? Ffprobe)> _programs;

    /// <param name="folder">Where ffmpeg and ffprobe are; null looks on the PATH.</param>
    /// <param name="timeout">Longest silence of the process before it is killed; null for 60 seconds.</param>
    public FfmpegDecoder(string? folder = null, TimeSpan? timeout = null)
    {
        Timeout = timeout ?? TimeSpan.FromSeconds(60);
        Require.Positive(Timeout.Ticks, nameof(timeout));
        _programs = new(() => (Find(folder, "ffmpeg"), Find(folder, "ffprobe")));
    }

    /// <inheritdoc/>
    public string Name => "ffmpeg";

    /// <summary>Longest silence of the process before it is killed.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether the programs were found.</summary>
    public bool IsAvailable => _programs.Value is { Ffmpeg: not null, Ffprobe: not null };

    /// <inheritdoc/>
    public bool TryOpen(string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason) =>
        TryOpen(path, out reader, out reason, CancellationToken.None);

    /// <inheritdoc/>
    public bool TryOpen(
        string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason, CancellationToken cancel)
    {
        (reader, reason) = (null, null);
        if (_programs.Value is not { Ffmpeg: { } ffmpeg, Ffprobe: { } ffprobe })
        {
            reason = "ffmpeg and ffprobe are not on the PATH";
            return false;
        }
        try
        {
            reader = FfmpegReader.Open(ffmpeg, ffprobe, Path.GetFullPath(path), Timeout, cancel);
            return true;
        }
        catch (MusicRecException e)
        {
            reason = e.Message;
            return false;
        }
    }

    private static string? Find(string? folder, string program)
    {
        if (OperatingSystem.IsWindows()) program += ".exe";
        var folders = folder is null
            ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : [folder];
        return folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
    }
}
