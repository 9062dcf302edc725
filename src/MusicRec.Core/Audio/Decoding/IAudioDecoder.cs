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

    /// <summary>The same, with a token for decoders that wait for something: it ends the wait of opening and of every later read with an
    /// <see cref="OperationCanceledException"/>.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="reader">The opened sound; the caller disposes it.</param>
    /// <param name="reason">Where false: why not, in words for the user.</param>
    /// <param name="cancel">Cancels; a decoder that never waits leaves it unread.</param>
    bool TryOpen(string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason, CancellationToken cancel) =>
        TryOpen(path, out reader, out reason);
}
