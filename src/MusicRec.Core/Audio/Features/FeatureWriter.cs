using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MusicRec.Audio;

/// <summary>A file's features; no values where the store has them already. Truncated: it ended before its declared length.</summary>
internal readonly record struct FeatureResult(string Key, float[]? Values, bool Truncated = false);

/// <summary>The one writer of a feature file. It cuts off what a killed writer left unfinished behind the last whole record, and appends
/// whole records.</summary>
internal sealed class FeatureWriter : IDisposable
{
    private readonly FileStream _lock, _file;
    private readonly FeatureLog _log;

    /// <exception cref="MusicRecException">The file is damaged or of another configuration, or has a writer already.</exception>
    public FeatureWriter(string path, string configuration, int columns)
    {
        try
        {
            _lock = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e)
        {
            throw new MusicRecException($"Another extraction writes to '{path}', or its lock cannot be taken: {e.Message}", e);
        }
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
            Begin(FeatureLog.Head(configuration, columns));
            _file.Position = 0;
            _log = FeatureLog.Read(_file, path);
            if (_log.Configuration != configuration || _log.Columns != columns)
                throw new MusicRecException($"'{path}' holds features of another configuration: {_log.Configuration}");
            _file.SetLength(_log.End);
            _file.Position = _log.End;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes between the records that hold no whole record.</summary>
    public long DamagedBytes => _log.DamagedBytes;

    public bool Has(string key)
    {
        lock (_log) return _log.Has(key);
    }

    /// <summary>Appends a file's features, or only its id where the features are there already.</summary>
    /// <returns>Whether the features were new.</returns>
    public bool Append(string id, FeatureResult result)
    {
        if (_log.Has(id, result.Key)) return false;
        bool known = _log.Has(result.Key);
        var payload = known ? default : MemoryMarshal.AsBytes<float>(result.Values);
        var record = new FeatureRecord(result.Key, id, known ? -1 : result.Values!.Length / _log.Columns, _log.Columns, SHA256.HashData(payload));
        record.Write(_file, payload);
        _file.Flush();
        lock (_log) _log.Add(record);
        return !known;
    }

    public void Dispose()
    {
        if (_file is { CanWrite: true }) _file.Flush(flushToDisk: true);
        _file?.Dispose();
        _lock.Dispose();
    }

    // A file that holds only the beginning of the head was killed while it was made.
    private void Begin(byte[] head)
    {
        if (_file.Length >= head.Length) return;
        var there = new byte[_file.Length];
        _file.ReadExactly(there);
        if (!head.AsSpan().StartsWith(there)) return;
        _file.Position = 0;
        _file.Write(head);
        _file.Flush();
    }
}
