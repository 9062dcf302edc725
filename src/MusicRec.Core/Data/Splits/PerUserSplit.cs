using System.Globalization;
using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Random split within each user: a share, or a number, of the user's items goes to test; at least one stays in training.
/// Repeats of a pair stay together.</summary>
public sealed record PerUserSplit : ISplitRule
{
    private const int UsersPerChunk = 1024;

    /// <summary>Share of a user's n items that goes to test, in (0, 1): floor(share n). Default 0.2.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.2;

    /// <summary>Number of a user's items that go to test, at most n - 1; null (default) uses <see cref="TestShare"/>.</summary>
    public int? TestCount { get; init => field = value is { } count ? Require.Positive(count) : null; }

    /// <summary>Seed of the choice.</summary>
    public ulong Seed { get; init; }

    /// <summary>True draws by the numbers in the external ids instead of the indices, so that the split does not depend on the order in which the
    /// data was read; ids must then be whole numbers from 0 to 2^32 - 1.</summary>
    public bool KeyByNumericIds { get; init; }

    /// <inheritdoc/>
    /// <exception cref="MusicRecException"><see cref="KeyByNumericIds"/> is set and an id is not a number.</exception>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        uint[]? users = KeyByNumericIds ? Numbers(data.UserIds) : null, items = KeyByNumericIds ? Numbers(data.ItemIds) : null;
        var test = new bool[data.Count];
        WorkerTeam.Shared.Run((data.Users + UsersPerChunk - 1) / UsersPerChunk, WorkerTeam.Threads(0), (chunk, _) =>
        {
            for (int user = chunk * UsersPerChunk; user < Math.Min(data.Users, (chunk + 1) * UsersPerChunk); user++)
            {
                uint number = users is null ? (uint)user : users[user];
                Mark(data.ItemsOf(user), number, items, test.AsSpan((int)data.Offsets[user]));
            }
        });
        return EntrySelection.Cut(data, test, SplitKind.Pairs);
    }

    private void Mark(ReadOnlySpan<int> row, uint user, uint[]? numbers, Span<bool> test)
    {
        int[] runs = EntrySelection.Runs(row);
        int n = runs.Length - 1, wanted = Math.Min(TestCount ?? (int)Math.Floor(TestShare * n), n - 1);
        if (wanted <= 0) return;
        var (keys, order) = (new ulong[n], new int[n]);
        for (int r = 0; r < n; r++)
        {
            int item = row[runs[r]];
            (keys[r], order[r]) = (SplitKeys.Pair(Seed, user, numbers is null ? (uint)item : numbers[item]), r);
        }
        Array.Sort(keys, order);
        foreach (int r in order.AsSpan(0, wanted)) test[runs[r]..runs[r + 1]].Fill(true);
    }

    private static uint[] Numbers(IdMap ids)
    {
        var numbers = new uint[ids.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!uint.TryParse(ids[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                throw new MusicRecException($"The id '{ids[i]}' is not a whole number from 0 to {uint.MaxValue}; leave KeyByNumericIds off.");
        }
        return numbers;
    }
}
