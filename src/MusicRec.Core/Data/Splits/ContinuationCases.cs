namespace MusicRec.Data;

/// <summary>How many playlists a category got.</summary>
/// <param name="Group">The category.</param>
/// <param name="Wanted">Playlists it was to have.</param>
/// <param name="Found">Playlists that were long enough, and had a title where one is shown.</param>
public sealed record SeedGroupCount(SeedGroup Group, int Wanted, int Found);

/// <summary>Playlists to continue, by category, and those to learn from. Made by <see cref="SeedGroupSplit"/>. Immutable.</summary>
public sealed class ContinuationCases
{
    private readonly int[] _groups;

    internal ContinuationCases(EventSequences train, EventSequences seeds, Interactions hidden, int[] groups,
        IReadOnlyList<SeedGroupCount> counts, long leftOut) =>
        (Train, Seeds, Hidden, _groups, Groups, LeftOut) = (train, seeds, hidden, groups, counts, leftOut);

    /// <summary>The playlists to learn from: none of those that are asked about.</summary>
    public EventSequences Train { get; }

    /// <summary>What is shown, one row a case, cases of a group together: title and tracks, either of which may be empty.</summary>
    public EventSequences Seeds { get; }

    /// <summary>What must be found: users are the rows of <see cref="Seeds"/>. A row may be empty (see <see cref="LeftOut"/>).</summary>
    public Interactions Hidden { get; }

    /// <summary>The categories with their numbers of cases, in the order of <see cref="SeedGroupSplit.Groups"/>.</summary>
    public IReadOnlyList<SeedGroupCount> Groups { get; }

    /// <summary>Hidden tracks that need not be found, by <see cref="SeedGroupSplit.Hidden"/>.</summary>
    public long LeftOut { get; }

    /// <summary>Category of each row of <see cref="Seeds"/>: an index into <see cref="Groups"/>.</summary>
    public ReadOnlySpan<int> GroupOf => _groups;

    /// <summary>What the data were too small for, a line each category; empty where every category has its number.</summary>
    public IEnumerable<string> Shortfalls => Groups.Where(count => count.Found < count.Wanted).Select(count =>
        $"{count.Group.Name}: {count.Found} of {count.Wanted} playlists, since no more are long enough or titled.");
}
