using System.Text;
using System.Text.Unicode;

namespace MusicRec.Data;

/// <summary>Lines of listening events to columns of indices and times, and the names of items.</summary>
internal sealed class ListenParser
{
    private readonly ListenOptions _options;
    private readonly LineFaults _faults;
    private readonly IdTable _userIds, _itemIds;
    private readonly Column<int> _users = new(), _items = new();
    private readonly Column<long> _times = new();
    private readonly List<string> _names = [];
    private readonly Column<bool> _skipped = new();
    private readonly int _columns;
    private readonly bool _named;
    private byte[] _joined = new byte[256];

    public ListenParser(ListenOptions options, LineFaults faults)
    {
        (_options, _faults) = (options, faults);
        (_userIds, _itemIds) = (new IdTable(options.Encoding), new IdTable(options.Encoding));
        int named = Math.Max(options.SkippedColumn ?? 0, Math.Max(options.ArtistColumn ?? 0, options.TitleColumn ?? 0));
        _columns = 1 + Math.Max(Math.Max(options.UserColumn, options.ItemColumn), Math.Max(options.TimeColumn, named));
        _named = options.ArtistColumn is not null || options.TitleColumn is not null;
    }

    public EventSequences Read(TextSource source)
    {
        var ends = new int[_columns];
        var lines = new LineReader(source, _options);
        lines.ForEach(_faults, _options.HasHeader, line => Add(line, ends));
        _faults.Report.Entries += _users.Count;
        return EventSequences.FromEvents(_users.Values, _items.Values,
            _userIds.ToIdMap(), _itemIds.ToIdMap(), _times.Values, null, _named ? _names : null, skipped: _skipped.Values);
    }

    private string? Add(ReadOnlySpan<byte> line, int[] ends)
    {
        if (_options.Encoding == TextEncoding.Utf8 && !Utf8.IsValid(line)) return LineFaults.NotUtf8;
        int found = FieldText.Split(line, (byte)_options.Separator, ends);
        if (found < ends.Length) return $"there are {found} fields, and {ends.Length} are needed";
        if (!TimeText.TryParse(FieldText.Field(line, ends, _options.TimeColumn), _options.TimeFormat, out long time))
            return $"field {_options.TimeColumn + 1} is not a time of the form {_options.TimeFormat}";
        bool skipped = false;
        if (_options.SkippedColumn is { } column && !TryFlag(FieldText.Field(line, ends, column), out skipped))
            return $"field {column + 1} does not say whether the event was skipped; it must be 0, 1, false or true";
        var (artist, title) = (Range(ends, _options.ArtistColumn), Range(ends, _options.TitleColumn));
        var user = FieldText.Field(line, ends, _options.UserColumn);
        var item = FieldText.Field(line, ends, _options.ItemColumn);
        if (item.IsEmpty) item = Join(line[artist], line[title]);
        if (user.IsEmpty || item.IsEmpty) return "the id of the user or of the item is empty";
        _users.Add(_userIds.Index(user));
        _items.Add(_itemIds.Index(item));
        _times.Add(time);
        if (_options.SkippedColumn is not null) _skipped.Add(skipped);
        if (_named && _itemIds.Count > _names.Count) _names.Add(_faults.Decode(Join(line[artist], line[title])));
        return null;
    }

    private static bool TryFlag(ReadOnlySpan<byte> field, out bool flag)
    {
        flag = field.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(field, "true"u8);
        return flag || field.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(field, "false"u8);
    }

    private static Range Range(int[] ends, int? column) => column is not int c ? 0..0 : (c == 0 ? 0 : ends[c - 1] + 1)..ends[c];

    // "artist - title", or the one that is there.
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> artist, ReadOnlySpan<byte> title)
    {
        if (artist.IsEmpty || title.IsEmpty) return artist.IsEmpty ? title : artist;
        int length = artist.Length + 3 + title.Length;
        if (_joined.Length < length) _joined = new byte[2 * length];
        artist.CopyTo(_joined);
        " - "u8.CopyTo(_joined.AsSpan(artist.Length));
        title.CopyTo(_joined.AsSpan(artist.Length + 3));
        return _joined.AsSpan(0, length);
    }
}
