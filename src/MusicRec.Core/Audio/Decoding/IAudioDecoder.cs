using System.Diagnostics.CodeAnalysis;

namespace MusicRec.Audio;

/// <summary>Opens sound files of some formats. Implement it to add a format to <see cref="AudioFile"/>.</summary>
public interface IAudioDecoder
{
    /// <summary>Short name, part of feature cache keys: decoders differ in sample counts.</summary>
    string Name { get; }

    /// <summary>Opens the file where this decoder can.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="reader">The opened sound; the caller disposes it.</param>
    /// <param name="reason">Where false: why not, in words for the user.</param>
    bool TryOpen(string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason);
}
