using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MusicRec.Audio;

/// <summary>FLAC, Ogg Vorbis, Opus, MP3 and more through libsndfile, where that library is installed. It runs in this process:
/// for files that are not trusted see <see cref="AudioFile.IsolatedDecoders"/>.</summary>
public sealed class SndFileDecoder : IAudioDecoder
{
    private static readonly string[] LibraryNames = ["libsndfile.so.1", "libsndfile.1.dylib", "libsndfile-1.dll", "sndfile"];
    private static readonly Lazy<SndFileLibrary?> Library = new(Load);

    /// <inheritdoc/>
    public string Name => "libsndfile";

    /// <summary>Whether the library was found on this machine.</summary>
    public static bool IsAvailable => Library.Value is not null;

    /// <inheritdoc/>
    public bool TryOpen(string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason)
    {
        (reader, reason) = (null, null);
        if (Library.Value is { } library) return library.TryOpen(path, out reader, out reason);
        reason = "the library is not installed";
        return false;
    }

    private static SndFileLibrary? Load()
    {
        foreach (string name in LibraryNames)
            if (NativeLibrary.TryLoad(name, out nint handle)) return new SndFileLibrary(handle);
        return null;
    }
}
