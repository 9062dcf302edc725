using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MusicRec.Audio;

/// <summary>Features on disk, by id, mapped into memory: what <see cref="FeatureExtraction"/> wrote up to the moment this was opened. Any number
/// of threads and processes may read while one extraction appends.</summary>
public sealed unsafe class FeatureStore : IDisposable
{
    private readonly FeatureLog _log;
    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;
    private readonly HashSet<string> _verified = [];
    private bool _disposed;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file: <see cref="ExtractionReport.StorePath"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="MusicRecException">It is not a feature file, or damaged in its head.</exception>
    public FeatureStore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            _log = FeatureLog.Read(_file, path);
            IgnoredBytes = _file.Length - _log.End;
            _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, _log.End, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the features depend on, in words.</summary>
    public string Configuration => _log.Configuration;

    /// <summary>Values per row.</summary>
    public int Columns => _log.Columns;

    /// <summary>Number of ids.</summary>
    public int Count => _log.Ids.Count;

    /// <summary>The ids of all extractions that wrote to the file, in the order of their first record: of the catalogue where it was always the same
    /// one, and ids that have left it are still here. Take the ids of a catalogue from the catalogue, less the failures of its report.</summary>
    public IEnumerable<string> Ids => _log.Ids;

    /// <summary>Bytes at the end that hold no whole record: what a killed extraction, or one that is running, has left. The next extraction
    /// replaces them.</summary>
    public long IgnoredBytes { get; }

    /// <summary>Bytes before the last whole record that hold none: the file was damaged there. The other records are read; the next extraction
    /// computes the lost ones again.</summary>
    public long DamagedBytes => _log.DamagedBytes;

    /// <summary>Whether there are features of an id.</summary>
    public bool Contains(string id) => _log.TryFind(Require.NotNull(id), out _);

    /// <summary>The features of an id, without a copy: shape [rows, Columns], row-major. Valid until this store is disposed; keep the store
    /// reachable while the span is in use. The first look at an id checks its digest.</summary>
    /// <exception cref="KeyNotFoundException">There are none; see <see cref="Contains"/>.</exception>
    /// <exception cref="MusicRecException">They do not agree with their digest: the file was damaged.</exception>
    public ReadOnlySpan<float> this[string id]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_log.TryFind(Require.NotNull(id), out var found))
                throw new KeyNotFoundException($"There are no features of '{id}'; the store holds {Count} ids.");
            var values = new ReadOnlySpan<float>(_data + found.Offset, (int)(found.Record.PayloadBytes / sizeof(float)));
            Verify(found.Record, values, id);
            return values;
        }
    }

    /// <summary>Closes the file; spans handed out must not be used any more.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_data is not null) _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
        _file.Dispose();
    }

    private void Verify(FeatureRecord record, ReadOnlySpan<float> values, string id)
    {
        lock (_verified) if (_verified.Contains(record.Key)) return;
        if (!SHA256.HashData(MemoryMarshal.AsBytes(values)).AsSpan().SequenceEqual(record.Digest))
            throw new MusicRecException($"The features of '{id}' do not agree with their digest; delete the file and extract again.");
        lock (_verified) _verified.Add(record.Key);
    }
}
