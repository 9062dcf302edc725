using System.Diagnostics.CodeAnalysis;

namespace MusicRec.Audio;

/// <summary>RIFF and RF64 WAVE files: PCM of 8, 16, 24 and 32 bits, IEEE float of 32 and 64, plain or extensible. Pure managed code.</summary>
public sealed class WavDecoder : IAudioDecoder
{
    /// <inheritdoc/>
    public string Name => "wav";

    /// <inheritdoc/>
    public bool TryOpen(string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason)
    {
        (reader, reason) = (null, null);
        FileStream? file = null;
        try
        {
            file = File.OpenRead(path);
            reader = new WavReader(file);
            return true;
        }
        catch (Exception e) when (e is MusicRecException or IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            reason = e.Message;
            return false;
        }
    }
}
