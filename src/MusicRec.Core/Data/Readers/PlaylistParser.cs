using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MusicRec.Data;

/// <summary>Tokens of playlists in JSON to sequences. Depths: 0 the root object, 1 its "playlists", 2 a playlist, 3 its fields and "tracks", 4 a
/// track,
/// 5 its fields. A playlist is taken as a whole at its end or not at all.</summary>
internal sealed class PlaylistParser(PlaylistOptions options, LineFaults faults)
{
    private readonly IdTable _ids = new(TextEncoding.Utf8), _itemIds = new(TextEncoding.Utf8);
    private readonly IdTable _artistIds = new(TextEncoding.Utf8), _albumIds = new(TextEncoding.Utf8);
    private readonly List<int> _artists = [], _albums = []; // of each item
    private readonly List<double> _seconds = [];
    private readonly Column<int> _events = new();
    private readonly Column<long> _offsets = new();
    private readonly List<string> _titles = [], _names = [];
    private readonly ArrayBufferWriter<byte> _text = new(); // of the open playlist: the URIs, one after the other
    private readonly List<Track> _tracks = [];
    private string _list = "", _field = "", _title = "";
    private long? _pid;
    private Track _open;
    private bool _playlists, _inTracks, _found;
    private string? _fault;

    public void Read(TextSource source)
    {
        var state = new JsonReaderState(new JsonReaderOptions { AllowTrailingCommas = false });
        var buffer = new byte[1 << 16];
        int filled = 0, skip = 0;
        long line = 0;
        (_playlists, _inTracks, _found) = (false, false, false);
        for (bool final = false; !final;)
        {
            int n = source.Read(buffer.AsSpan(filled));
            (filled, final) = (filled + n, n == 0);
            if (skip == 0 && filled < 3 && !final) continue;
            if (skip == 0) skip = buffer.AsSpan(0, filled).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : -1;
            int from = Math.Max(0, skip);
            skip = -1;
            int used = from + Parse(buffer.AsSpan(from, filled - from), final, ref state, ref line, source.Name);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            if (filled == buffer.Length)
            {
                if (filled > options.MaxLineBytes) throw new MusicRecException(
                    $"{source.Name} holds a text longer than {options.MaxLineBytes} bytes. Raise MaxLineBytes if it is right.");
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
        faults.Report.Bytes += source.BytesRead;
        if (!_found) throw new MusicRecException($"{source.Name} holds no \"playlists\"; it is not a slice of playlists.");
    }

    public EventSequences Build()
    {
        var offsets = new long[_offsets.Count + 1];
        _offsets.Values.CopyTo(offsets.AsSpan(1));
        faults.Report.Entries += _events.Count;
        return new EventSequences(_ids.ToIdMap(), _itemIds.ToIdMap(), offsets, _events.Values.ToArray(), null, [.. _titles], [.. _names],
            new TrackAttributes(_itemIds.Count, [.. _artists], [.. _albums], [.. _seconds]));
    }

    private int Parse(ReadOnlySpan<byte> bytes, bool final, ref JsonReaderState state, ref long line, string name)
    {
        var reader = new Utf8JsonReader(bytes, final, state);
        try
        {
            while (reader.Read()) Take(ref reader, name, line, bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            int at = (int)reader.BytesConsumed;
            long number = 1 + line + bytes[..at].Count((byte)'\n');
            throw new MusicRecException($"{name}, line {number}: this is not well-formed JSON ({e.Message}): '{faults.Show(bytes[at..])}'", e);
        }
        state = reader.CurrentState;
        line += bytes[..(int)reader.BytesConsumed].Count((byte)'\n');
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader, string name, long line, ReadOnlySpan<byte> bytes)
    {
        int depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when depth is 1 or 3 or 5:
                _field = Known(ref reader);
                if (depth == 1) _list = _field;
                break;
            case JsonTokenType.StartArray when depth == 1 && _list == "playlists":
                _playlists = _found = true;
                break;
            case JsonTokenType.EndArray when depth == 1:
                _playlists = false;
                break;
            case not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray) when depth == 2 && _playlists:
                faults.Report.Lines++;
                RejectAt(name, line, bytes, (int)reader.TokenStartIndex, "a playlist is not an object");
                break;
            case JsonTokenType.StartObject when depth == 2 && _playlists:
                Clear();
                break;
            case JsonTokenType.EndObject when depth == 2 && _playlists:
                int at = (int)reader.BytesConsumed;
                Commit(name, line, bytes, at);
                break;
            case JsonTokenType.StartArray when depth == 3 && _playlists:
                _inTracks = _field == "tracks";
                break;
            case not (JsonTokenType.PropertyName or JsonTokenType.EndArray) when depth == 3 && _playlists && _field == "tracks":
                _fault = "the tracks are not a list";
                break;
            case JsonTokenType.EndArray when depth == 3:
                _inTracks = false;
                break;
            case JsonTokenType.StartObject when depth == 4 && _inTracks:
                _open = new() { Position = _tracks.Count, Artist = "", Name = "" };
                break;
            case JsonTokenType.EndObject when depth == 4 && _inTracks:
                if (_open.Uri.Length == 0) _fault = "a track has no track_uri";
                _tracks.Add(_open);
                break;
            case not JsonTokenType.EndArray when depth == 4 && _inTracks:
                _fault = "a track is not an object";
                break;
            case JsonTokenType.String or JsonTokenType.Number when _playlists && (depth == 3 || (depth == 5 && _inTracks)):
                Value(ref reader, depth);
                break;
        }
    }

    // The names that matter, without a string for each.
    private static string Known(ref Utf8JsonReader reader)
    {
        foreach (string name in (ReadOnlySpan<string>)[
            "track_uri", "track_name", "artist_name", "artist_uri", "album_uri", "duration_ms", "pos", "pid", "name", "tracks", "playlists"])
            if (reader.ValueTextEquals(name)) return name;
        return "";
    }

    private void Value(ref Utf8JsonReader reader, int depth)
    {
        bool text = reader.TokenType == JsonTokenType.String;
        switch (_field)
        {
            case "pid" when depth == 3:
                _pid = !text && reader.TryGetInt64(out long pid) && pid >= 0 ? pid : null;
                break;
            case "name" when depth == 3 && text:
                _title = reader.GetString()!;
                break;
            case "pos" when depth == 5 && !text:
                if (!reader.TryGetInt64(out long position)) _fault = "the pos of a track is not a whole number";
                _open.Position = position;
                break;
            case "duration_ms" when depth == 5 && !text:
                _open.Seconds = reader.TryGetDouble(out double duration) && duration > 0 && duration < 1e12 ? duration / 1000 : 0;
                break;
            case "track_uri" when depth == 5 && text:
                _open.Uri = Copy(ref reader);
                break;
            case "artist_uri" when depth == 5 && text:
                _open.ArtistUri = Copy(ref reader);
                break;
            case "album_uri" when depth == 5 && text:
                _open.AlbumUri = Copy(ref reader);
                break;
            case "track_name" when depth == 5 && text:
                _open.Name = reader.GetString()!;
                break;
            case "artist_name" when depth == 5 && text:
                _open.Artist = reader.GetString()!;
                break;
        }
    }

    private Piece Copy(ref Utf8JsonReader reader)
    {
        int start = _text.WrittenCount;
        _text.Advance(reader.CopyString(_text.GetSpan(reader.ValueSpan.Length + 1)));
        return new(start, _text.WrittenCount - start);
    }

    private void Clear()
    {
        (_pid, _title, _fault, _inTracks) = (null, "", null, false);
        _tracks.Clear();
        _text.ResetWrittenCount();
    }

    private void Commit(string name, long line, ReadOnlySpan<byte> bytes, int at)
    {
        faults.Report.Lines++;
        if (_pid is null) _fault ??= "a playlist has no pid of at least 0";
        byte[] id = Encoding.ASCII.GetBytes((_pid ?? 0).ToString(CultureInfo.InvariantCulture));
        if (_fault is null && _ids.Index(id) != _titles.Count) _fault = $"the pid {_pid} came before";
        if (_fault is not null)
        {
            faults.Reject(name, LineAt(line, bytes, at), Encoding.UTF8.GetBytes($"playlist {_pid} '{_title}'"), _fault);
            return;
        }
        for (int i = 1; i < _tracks.Count; i++)
        {
            if (_tracks[i].Position >= _tracks[i - 1].Position) continue;
            var sorted = _tracks.OrderBy(t => t.Position).ToArray(); // stable
            _tracks.Clear();
            _tracks.AddRange(sorted);
            break;
        }
        foreach (var track in _tracks)
        {
            int item = _itemIds.Index(Text(track.Uri));
            _events.Add(item);
            if (item == _names.Count) AddItem(track);
        }
        _offsets.Add(_events.Count);
        _titles.Add(_title);
    }

    private void RejectAt(string name, long line, ReadOnlySpan<byte> bytes, int at, string fault)
    {
        var rest = bytes[at..];
        int end = rest.IndexOf((byte)'\n');
        faults.Reject(name, LineAt(line, bytes, at), end < 0 ? rest : rest[..end], fault);
    }

    private static long LineAt(long line, ReadOnlySpan<byte> bytes, int at) => 1 + line + bytes[..at].Count((byte)'\n');

    // An artist without URI counts by name; what has neither is unknown.
    private void AddItem(Track track)
    {
        bool nameless = track.Artist.Length == 0 || track.Name.Length == 0;
        _names.Add(nameless ? track.Artist + track.Name : $"{track.Artist} - {track.Name}");
        byte[] artist = track.ArtistUri.Length > 0 ? Text(track.ArtistUri).ToArray() : Encoding.UTF8.GetBytes(track.Artist);
        _artists.Add(artist.Length == 0 ? -1 : _artistIds.Index(artist));
        _albums.Add(track.AlbumUri.Length == 0 ? -1 : _albumIds.Index(Text(track.AlbumUri)));
        _seconds.Add(track.Seconds);
    }

    private ReadOnlySpan<byte> Text(Piece piece) => _text.WrittenSpan.Slice(piece.Start, piece.Length);

    private readonly record struct Piece(int Start, int Length); // of _text

    private record struct Track(long Position, Piece Uri, Piece ArtistUri, Piece AlbumUri, string Artist, string Name, double Seconds);
}
