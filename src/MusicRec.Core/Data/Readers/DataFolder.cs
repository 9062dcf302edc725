using System.IO.Compression;

namespace MusicRec.Data;

/// <summary>The files of a data set: a folder, a zip archive, or one file alone.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly string _path;
    private readonly ZipArchive? _zip;
    private readonly string[] _names;

    public DataFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        if (Directory.Exists(path))
        {
            _names = [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file))];
        }
        else if (IsZip(path))
        {
            try { _zip = ZipFile.OpenRead(path); }
            catch (InvalidDataException e) { throw TextSource.Damaged(Path.GetFileName(path), e); }
            _names = [.. _zip.Entries.Select(e => e.FullName).Where(name =>
                !name.EndsWith('/') && !name.StartsWith("__MACOSX/", StringComparison.Ordinal))];
        }
        else
        {
            _names = [Path.GetFileName(path)];
        }
        Array.Sort(_names, StringComparer.Ordinal);
    }

    /// <summary>Paths inside the folder, in ordinal order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The path of the file with this name in whichever sub-folder.</summary>
    /// <exception cref="MusicRecException">There is none, or several.</exception>
    public string Find(string fileName)
    {
        var found = _names.Where(name => Path.GetFileName(name) == fileName).ToArray();
        return found.Length == 1 ? found[0] : throw new MusicRecException(found.Length == 0
            ? $"{_path} has no file '{fileName}'. Name the archive, or the folder that it was unpacked to."
            : $"{_path} has {found.Length} files '{fileName}': {string.Join(", ", found)}. Name the folder of one of them.");
    }

    public TextSource Open(string name, ReaderOptions options, IProgress<ReadProgress>? progress, CancellationToken cancel)
    {
        string shown = $"{Path.GetFileName(_path)}/{name}";
        if (_zip is not null) return TextSource.Open(_zip.GetEntry(name)!, shown, options, progress, cancel);
        return TextSource.Open(Directory.Exists(_path) ? Path.Combine(_path, name) : _path, options, progress, cancel);
    }

    public void Dispose() => _zip?.Dispose();

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && (head.SequenceEqual("PK\x3\x4"u8) || head.SequenceEqual("PK\x5\x6"u8));
    }
}
