namespace MusicRec.Data;

/// <summary>Collects plays one by one, with the ids of any catalogue, and builds the matrix. Users and items get indices in order of their first
/// appearance. Not safe for several threads.</summary>
public sealed class InteractionsBuilder
{
    private readonly Dictionary<string, int> _userIndex = new(StringComparer.Ordinal), _itemIndex = new(StringComparer.Ordinal);
    private readonly List<string> _userIds = [], _itemIds = [];
    private readonly List<int> _users = [], _items = [];
    private readonly List<float> _weights = [];
    private readonly List<long> _times = [];

    /// <summary>Entries added so far, duplicates included.</summary>
    public int Count => _users.Count;

    /// <summary>Adds one entry without a time.</summary>
    /// <param name="user">External id of the user; not empty.</param>
    /// <param name="item">External id of the item; not empty.</param>
    /// <param name="weight">Plays or rating; finite.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Earlier entries carry times.</exception>
    public InteractionsBuilder Add(string user, string item, float weight = 1)
    {
        if (_times.Count > 0) throw new InvalidOperationException("Earlier entries carry times; give this one a time too, or none at all.");
        AddEntry(user, item, weight);
        return this;
    }

    /// <summary>Adds one entry with its time.</summary>
    /// <param name="user">External id of the user; not empty.</param>
    /// <param name="item">External id of the item; not empty.</param>
    /// <param name="weight">Plays or rating; finite.</param>
    /// <param name="time">Seconds since 1970 UTC.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Earlier entries carry no time.</exception>
    public InteractionsBuilder Add(string user, string item, float weight, long time)
    {
        if (_times.Count < Count) throw new InvalidOperationException("Earlier entries carry no time; give every entry a time, or none.");
        AddEntry(user, item, weight);
        _times.Add(time);
        return this;
    }

    /// <summary>Builds the matrix of everything added; the builder may go on being used.</summary>
    /// <param name="duplicates">What to do with several entries for one pair.</param>
    public Interactions Build(DuplicatePolicy duplicates = DuplicatePolicy.Sum) =>
        Interactions.FromTriples(Span(_users), Span(_items), Span(_weights), new IdMap(_userIds), new IdMap(_itemIds), Span(_times), duplicates);

    private static ReadOnlySpan<T> Span<T>(List<T> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);

    private static int Index(Dictionary<string, int> indices, List<string> ids, string id)
    {
        if (indices.TryGetValue(id, out int index)) return index;
        indices.Add(id, ids.Count);
        ids.Add(id);
        return ids.Count - 1;
    }

    private void AddEntry(string user, string item, float weight)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(item);
        if (!float.IsFinite(weight)) throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The weight is {weight}; it must be finite.");
        _users.Add(Index(_userIndex, _userIds, user));
        _items.Add(Index(_itemIndex, _itemIds, item));
        _weights.Add(weight);
    }
}
