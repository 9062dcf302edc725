using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Chosen entries of a data set as a data set of the same shape and ids.</summary>
internal static class EntrySelection
{
    /// <summary>The entries whose mark is <paramref name="wanted"/>.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="marks">One mark an entry, in the order of the rows.</param>
    /// <param name="wanted">Which mark to keep.</param>
    public static Interactions Where<T>(Interactions data, T[] marks, T wanted) where T : IEquatable<T>
    {
        var offsets = new long[data.Users + 1];
        long count = 0;
        for (int user = 0; user < data.Users; user++)
        {
            for (long e = data.Offsets[user]; e < data.Offsets[user + 1]; e++) count += marks[e].Equals(wanted) ? 1 : 0;
            offsets[user + 1] = count;
        }
        var (items, weights, times) = (new int[count], new float[count], data.HasTimes ? new long[count] : null);
        long to = 0;
        for (int user = 0; user < data.Users; user++)
        {
            long first = data.Offsets[user];
            ReadOnlySpan<int> itemsOf = data.ItemsOf(user);
            ReadOnlySpan<float> weightsOf = data.WeightsOf(user);
            ReadOnlySpan<long> timesOf = data.TimesOf(user);
            for (int e = 0; e < itemsOf.Length; e++)
            {
                if (!marks[first + e].Equals(wanted)) continue;
                (items[to], weights[to]) = (itemsOf[e], weightsOf[e]);
                if (times is not null) times[to] = timesOf[e];
                to++;
            }
        }
        return new Interactions(new Csr(data.Users, data.Items, offsets, items, weights), data.UserIds, data.ItemIds, times, data.HasRepeats);
    }

    /// <summary>Entries marked true are test, the others training.</summary>
    public static Split Cut(Interactions data, bool[] test, SplitKind kind) => new(Where(data, test, false), Where(data, test, true)) { Kind = kind };

    /// <summary>All entries of two data sets of one shape and the same ids.</summary>
    public static Interactions Union(Interactions first, Interactions second)
    {
        int count = checked((int)(first.Count + second.Count)), to = 0;
        var (users, items, weights) = (new int[count], new int[count], new float[count]);
        var times = first.HasTimes && second.HasTimes ? new long[count] : null;
        foreach (var part in (ReadOnlySpan<Interactions>)[first, second])
        {
            for (int user = 0; user < part.Users; to += part.ItemsOf(user).Length, user++)
            {
                users.AsSpan(to, part.ItemsOf(user).Length).Fill(user);
                part.ItemsOf(user).CopyTo(items.AsSpan(to));
                part.WeightsOf(user).CopyTo(weights.AsSpan(to));
                if (times is not null) part.TimesOf(user).CopyTo(times.AsSpan(to));
            }
        }
        var duplicates = first.HasRepeats || second.HasRepeats ? DuplicatePolicy.Keep : DuplicatePolicy.Sum;
        return Interactions.FromTriples(users, items, weights, first.UserIds, first.ItemIds, times, duplicates);
    }

    /// <summary>Starts of the runs of equal items in a row, then the row's length: run r is entries starts[r] .. starts[r + 1] - 1.
    /// Repeats of a pair are one run, so that no rule tears them apart.</summary>
    public static int[] Runs(ReadOnlySpan<int> items)
    {
        var starts = new List<int>(items.Length + 1);
        for (int e = 0; e < items.Length; e++)
        {
            if (e == 0 || items[e] != items[e - 1]) starts.Add(e);
        }
        starts.Add(items.Length);
        return [.. starts];
    }
}
