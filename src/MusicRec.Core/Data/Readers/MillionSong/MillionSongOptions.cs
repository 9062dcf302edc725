namespace MusicRec.Data;

/// <summary>How to read the files around the Million Song Dataset. <see cref="ReaderOptions.MaxLineBytes"/> bounds a line, and a file of tags in
/// JSON.</summary>
public sealed record MillionSongOptions : ReaderOptions;
