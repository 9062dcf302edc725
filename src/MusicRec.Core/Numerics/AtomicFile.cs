namespace MusicRec.Numerics;

/// <summary>Writes a file so that it is either wholly there or not changed at all: write aside, flush to disk, rename.</summary>
public static class AtomicFile
{
    /// <summary>Replaces (or creates) <paramref name="path"/> with what <paramref name="write"/> writes. When writing fails, the old file
    /// stays.</summary>
    /// <param name="path">The file to write; its folder must exist.</param>
    /// <param name="write">Writes the content to the stream it is given; it need not close it.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Require.NotNull(write);
        string aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside); // after the move there is nothing left to delete
        }
    }
}
