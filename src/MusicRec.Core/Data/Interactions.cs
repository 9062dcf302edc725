using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Who listened to what, how much and (optionally) when: a sparse users x items matrix with the external ids of both sides.
/// Rows are always users, columns always items; items ascend within a user. Immutable and safe to share between threads.</summary>
public sealed class Interactions
{
    private readonly long[]? _times;
    private readonly Lazy<Csr> _byItem;

    internal Interactions(Csr byUser, IdMap users, IdMap items, long[]? times, bool hasRepeats)
    {
        (ByUser, UserIds, ItemIds, _times, HasRepeats) = (byUser, users, items, times, hasRepeats);
        _byItem = new(() => ByUser.Transpose());
    }

    /// <summary>Number of users (rows), listeners without any play included.</summary>
    public int Users => ByUser.Rows;

    /// <summary>Number of items (columns), items without any play included.</summary>
    public int Items => ByUser.Columns;

    /// <summary>Number of stored entries.</summary>
    public long Count => ByUser.Count;

    /// <summary>External ids of the users.</summary>
    public IdMap UserIds { get; }

    /// <summary>External ids of the items.</summary>
    public IdMap ItemIds { get; }

    /// <summary>True where entries carry times.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>True where one user may hold several entries for one item (see <see cref="DuplicatePolicy.Keep"/>).</summary>
    public bool HasRepeats { get; }

    internal Csr ByUser { get; }

    /// <summary>Items x users: the transposed matrix, computed once.</summary>
    internal Csr ByItem => _byItem.Value;

    internal long[]? Times => _times;

    /// <summary>Users + 1 offsets of each user's first entry; 64-bit, so that longer data need no other API.</summary>
    public ReadOnlySpan<long> Offsets => ByUser.Offsets;

    /// <summary>The items of a user, ascending.</summary>
    public ReadOnlySpan<int> ItemsOf(int user) => ByUser.RowIndices(Require.Index(user, Users));

    /// <summary>The weights (plays, ratings) of a user's entries, in the order of <see cref="ItemsOf"/>.</summary>
    public ReadOnlySpan<float> WeightsOf(int user) => ByUser.RowValues(Require.Index(user, Users));

    /// <summary>The times of a user's entries, in seconds since 1970 UTC; empty where <see cref="HasTimes"/> is false.</summary>
    public ReadOnlySpan<long> TimesOf(int user)
    {
        Require.Index(user, Users);
        return _times is null ? [] : _times.AsSpan((int)ByUser.Offsets[user], ByUser.RowCount(user));
    }

    /// <summary>Builds the matrix from parallel arrays of user index, item index and weight. O(entries), order-independent but for ties.</summary>
    /// <param name="users">User index of each entry, in 0 .. userIds.Count - 1.</param>
    /// <param name="items">Item index of each entry, in 0 .. itemIds.Count - 1.</param>
    /// <param name="weights">Weight of each entry (finite), or empty for 1 everywhere.</param>
    /// <param name="userIds">External user ids; also says how many users there are.</param>
    /// <param name="itemIds">External item ids; also says how many items there are.</param>
    /// <param name="times">Seconds since 1970 UTC of each entry, or empty.</param>
    /// <param name="duplicates">What to do with several entries for one pair.</param>
    public static Interactions FromTriples(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<float> weights,
        IdMap userIds, IdMap itemIds, ReadOnlySpan<long> times = default, DuplicatePolicy duplicates = DuplicatePolicy.Sum) =>
        TripleSort.Build(users, items, weights, times, userIds, itemIds, duplicates);

    /// <summary>Builds the matrix from events with the ids of any catalogue; indices follow first appearance.</summary>
    /// <param name="events">User id, item id and weight of each entry.</param>
    /// <param name="duplicates">What to do with several entries for one pair.</param>
    public static Interactions BuildFrom(IEnumerable<(string User, string Item, float Weight)> events,
        DuplicatePolicy duplicates = DuplicatePolicy.Sum)
    {
        var builder = new InteractionsBuilder();
        foreach (var (user, item, weight) in Require.NotNull(events)) builder.Add(user, item, weight);
        return builder.Build(duplicates);
    }

    /// <summary>The same data with at most one entry for a user and an item; this very object where there are no repeats, or to Keep them.</summary>
    public Interactions MergeRepeats(DuplicatePolicy policy = DuplicatePolicy.Sum) => InteractionsSelect.Merge(this, policy);

    /// <summary>The rows of some users, in the given order, with their ids; all items stay.</summary>
    /// <exception cref="ArgumentException">An index is out of range or comes twice.</exception>
    public Interactions SelectUsers(ReadOnlySpan<int> users) => InteractionsSelect.Users(this, users);

    /// <summary>The columns of some items, renumbered in the given order, with their ids; all users stay.</summary>
    /// <exception cref="ArgumentException">An index is out of range or comes twice.</exception>
    public Interactions SelectItems(ReadOnlySpan<int> items) => InteractionsSelect.Items(this, items);

    /// <summary>Writes entries, ids, times and the mark of repeats in the library's file format.</summary>
    public void Save(Stream stream) => InteractionsFile.Save(this, Require.NotNull(stream));

    /// <summary>Writes a file, wholly or not at all (see <see cref="AtomicFile"/>).</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote and checks all of it.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static Interactions Load(Stream stream) => InteractionsFile.Load(Require.NotNull(stream));

    /// <summary>Reads a file that <see cref="Save(string)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static Interactions Load(string path)
    {
        using var file = File.OpenRead(path);
        return Load(file);
    }
}
