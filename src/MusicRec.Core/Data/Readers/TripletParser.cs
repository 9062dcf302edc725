using System.Text.Unicode;

namespace MusicRec.Data;

/// <summary>Lines of triplets to columns of indices, weights and times. Nothing is allocated for a line.</summary>
internal sealed class TripletParser
{
    private readonly TripletOptions _options;
    private readonly LineFaults _faults;
    private readonly IdTable _userIds, _itemIds;
    private readonly Column<int> _users = new(), _items = new();
    private readonly Column<float> _weights = new();
    private readonly Column<long> _times = new();
    private readonly int _columns;

    public TripletParser(TripletOptions options, LineFaults faults)
    {
        (_options, _faults) = (options, faults);
        (_userIds, _itemIds) = (new IdTable(options.Encoding), new IdTable(options.Encoding));
        _columns = 1 + Math.Max(Math.Max(options.UserColumn, options.ItemColumn), Math.Max(options.WeightColumn ?? 0, options.TimeColumn ?? 0));
    }

    public Interactions Read(TextSource source)
    {
        Parse(source);
        try
        {
            return Interactions.FromTriples(_users.Values, _items.Values, _weights.Values,
                _userIds.ToIdMap(), _itemIds.ToIdMap(), _times.Values, _options.Duplicates);
        }
        catch (MusicRecException e)
        {
            throw new MusicRecException($"{source.Name}: {e.Message}", e);
        }
    }

    /// <summary>Reads all lines into the columns.</summary>
    public void Parse(TextSource source)
    {
        var ends = new int[_columns];
        new LineReader(source, _options).ForEach(_faults, _options.HasHeader, line => Add(line, ends));
        _faults.Report.Entries += _users.Count;
    }

    // Null, or why the line cannot be used. Ids come last: a bad line leaves no id behind.
    private string? Add(ReadOnlySpan<byte> line, int[] ends)
    {
        if (_options.Encoding == TextEncoding.Utf8 && !Utf8.IsValid(line)) return LineFaults.NotUtf8;
        int found = FieldText.Split(line, (byte)_options.Separator, ends);
        if (found < ends.Length) return $"there are {found} fields, and {ends.Length} are needed";
        float weight = 1;
        if (_options.WeightColumn is int w)
        {
            if (!FieldText.TryWeight(FieldText.Field(line, ends, w), out weight)) return $"field {w + 1} is not a number";
            if (!float.IsFinite(weight)) return $"field {w + 1} is too large a number";
            if (weight < 0 && !_options.AllowNegative) return $"field {w + 1} is negative";
        }
        long time = 0;
        if (_options.TimeColumn is int t && !TimeText.TryParse(FieldText.Field(line, ends, t), _options.TimeFormat, out time))
            return $"field {t + 1} is not a time of the form {_options.TimeFormat}";
        var user = FieldText.Field(line, ends, _options.UserColumn);
        var item = FieldText.Field(line, ends, _options.ItemColumn);
        if (user.IsEmpty || item.IsEmpty) return "the id of the user or of the item is empty";
        _users.Add(_userIds.Index(user));
        _items.Add(_itemIds.Index(item));
        if (_options.WeightColumn is not null) _weights.Add(weight);
        if (_options.TimeColumn is not null) _times.Add(time);
        return null;
    }
}
