using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace MusicRec.Audio;

/// <summary>The five functions of libsndfile that reading needs (their interface has been stable since 1.0).</summary>
internal sealed unsafe class SndFileLibrary
{
    private const int ReadMode = 0x10, MaxChannels = 256, MaxRate = 1 << 24;

    private readonly delegate* unmanaged<byte*, int, Info*, nint> _open;
    private readonly delegate* unmanaged<nint, float*, long, long> _readFrames;
    private readonly delegate* unmanaged<nint, byte*> _error;
    private readonly delegate* unmanaged<nint, int> _errorCode;
    private readonly delegate* unmanaged<nint, int> _close;

    public SndFileLibrary(nint handle)
    {
        _open = (delegate* unmanaged<byte*, int, Info*, nint>)NativeLibrary.GetExport(handle, "sf_open");
        _readFrames = (delegate* unmanaged<nint, float*, long, long>)NativeLibrary.GetExport(handle, "sf_readf_float");
        _error = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(handle, "sf_strerror");
        _errorCode = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(handle, "sf_error");
        _close = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(handle, "sf_close");
    }

    /// <summary>SF_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Info
    {
        public long Frames;
        public int SampleRate, Channels, Format, Sections, Seekable;
    }

    public bool TryOpen(string path, [NotNullWhen(true)] out IAudioReader? reader, [NotNullWhen(false)] out string? reason)
    {
        (reader, reason) = (null, null);
        var info = default(Info);
        nint file;
        fixed (byte* name = Encoding.UTF8.GetBytes(Path.GetFullPath(path) + '\0')) file = _open(name, ReadMode, &info);
        if (file == 0)
        {
            reason = Marshal.PtrToStringUTF8((nint)_error(0)) ?? "unknown error";
            return false;
        }
        if (info.Channels is < 1 or > MaxChannels || info.SampleRate is < 1 or > MaxRate)
        {
            _ = _close(file);
            reason = $"the file claims {info.Channels} channels at {info.SampleRate} Hz";
            return false;
        }
        reader = new Reader(this, file, info);
        return true;
    }

    private sealed class Reader(SndFileLibrary library, nint file, Info info) : IAudioReader
    {
        private nint _file = file;
        private long _decoded;

        public int SampleRate => info.SampleRate;
        public int Channels => info.Channels;

        public bool Truncated { get; private set; }

        // The library declares the largest number there is where a stream is cut short.
        public long? DeclaredFrames => info.Frames is > 0 and < long.MaxValue ? info.Frames : null;

        public int Read(Span<float> interleaved)
        {
            ObjectDisposedException.ThrowIf(_file == 0, this);
            if (interleaved.Length < info.Channels) return 0;
            long frames;
            fixed (float* samples = interleaved) frames = library._readFrames(_file, samples, interleaved.Length / info.Channels);
            if (frames > 0)
            {
                _decoded += frames;
                return (int)frames;
            }
            bool failed = library._errorCode(_file) != 0;
            if (failed && _decoded == 0) throw new MusicRecException($"libsndfile: {Marshal.PtrToStringUTF8((nint)library._error(_file))}");
            Truncated = failed || info.Frames == long.MaxValue || DeclaredLength.IsShort(_decoded, DeclaredFrames, SampleRate);
            return 0;
        }

        public void Dispose()
        {
            if (_file != 0) _ = library._close(_file);
            _file = 0;
        }
    }
}
