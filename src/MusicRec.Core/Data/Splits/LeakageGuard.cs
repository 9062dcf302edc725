namespace MusicRec.Data;

/// <summary>Finds test knowledge in training data. Each check throws a <see cref="MusicRecException"/> that counts the offending rows and lists the
/// first by their ids.</summary>
public static class LeakageGuard
{
    private const int Listed = 5;

    /// <summary>Checks everything a split promises, and that all parts share users and items.</summary>
    public static void Check(Split split)
    {
        Require.NotNull(split);
        if (!split.KeepsRepeats)
        {
            NoOverlap(split.Train, split.Test);
            if (split.Validation is { } validation)
            {
                NoOverlap(split.Train, validation);
                NoOverlap(validation, split.Test);
            }
        }
        if (split.FoldIn is { } known) NoOverlap(known, split.Test);
        else if (split.Kind == SplitKind.StrongGeneralisation)
            throw new MusicRecException("A split of strong generalisation has no fold-in part; set Split.FoldIn, or make it one of cold users.");
        CheckLearnt(split, split.Train);
        if (split.Validation is { } chosenBy) CheckLearnt(split, chosenBy);
        if (split.Kind == SplitKind.Temporal) NoPast(split.Test, Cut(split));
    }

    // The last fit learns from the validation part too, so that it must keep the same promises.
    private static void CheckLearnt(Split split, Interactions learnt)
    {
        if (split.FoldIn is { } foldIn) NoTrainingUsers(learnt, foldIn);
        if (split.Kind == SplitKind.ColdItems) NoTrainingItems(learnt, split.Test);
        if (split.Kind is SplitKind.ColdUsers or SplitKind.StrongGeneralisation) NoTrainingUsers(learnt, split.Test);
        if (split.Kind == SplitKind.Temporal) NoFuture(learnt, Cut(split));
    }

    private static long Cut(Split split) =>
        split.Cut ?? throw new MusicRecException("A temporal split does not say its cut; set Split.Cut.");

    /// <summary>No pair of user and item may stand in both.</summary>
    public static void NoOverlap(Interactions train, Interactions test)
    {
        RequireSameShape(train, test);
        var rows = new Rows(train);
        for (int user = 0; user < test.Users; user++)
        {
            ReadOnlySpan<int> known = train.ItemsOf(user), asked = test.ItemsOf(user);
            for (int e = 0, k = 0; e < asked.Length; e++)
            {
                while (k < known.Length && known[k] < asked[e]) k++;
                if (k < known.Length && known[k] == asked[e] && (e == 0 || asked[e - 1] != asked[e])) rows.Add(user, asked[e]);
            }
        }
        rows.Throw("pairs stand in training and in test", "Remove them from one side, or ask for repeats on purpose");
    }

    /// <summary>No test item may have a training entry.</summary>
    public static void NoTrainingItems(Interactions train, Interactions test)
    {
        RequireSameShape(train, test);
        var cold = new bool[test.Items];
        for (int user = 0; user < test.Users; user++)
            foreach (int item in test.ItemsOf(user))
                cold[item] = true;
        var rows = new Rows(train);
        for (int user = 0; user < train.Users; user++)
            foreach (int item in train.ItemsOf(user))
                if (cold[item]) rows.Add(user, item);
        rows.Throw("training entries belong to cold test items", "Remove these items from training");
    }

    /// <summary>No test item may share its group with an item that has a training entry: artist-disjoint parts.</summary>
    /// <param name="train">Training data.</param>
    /// <param name="test">Test data.</param>
    /// <param name="groups">Artist (or album) of each item; -1 for none. Shape [items].</param>
    public static void NoTrainingGroups(Interactions train, Interactions test, IReadOnlyList<int> groups)
    {
        RequireSameShape(train, test);
        Require.Length(Require.NotNull(groups).Count, train.Items, nameof(groups));
        var cold = new HashSet<int>();
        for (int user = 0; user < test.Users; user++)
            foreach (int item in test.ItemsOf(user))
                if (groups[item] >= 0) cold.Add(groups[item]);
        var rows = new Rows(train);
        for (int user = 0; user < train.Users; user++)
            foreach (int item in train.ItemsOf(user))
                if (cold.Contains(groups[item])) rows.Add(user, item);
        rows.Throw("training entries share a group (an artist) with test items", "Remove these items from training, or use ColdItemSplit.Groups");
    }

    /// <summary>No test user may have a training entry.</summary>
    public static void NoTrainingUsers(Interactions train, Interactions test)
    {
        RequireSameShape(train, test);
        var rows = new Rows(train);
        for (int user = 0; user < test.Users; user++)
        {
            if (test.ItemsOf(user).IsEmpty) continue;
            foreach (int item in train.ItemsOf(user)) rows.Add(user, item);
        }
        rows.Throw("training entries belong to held-out users", "Remove these users from training");
    }

    /// <summary>No training entry may be at or after the cut.</summary>
    /// <param name="train">Training data, with times.</param>
    /// <param name="cut">First second since 1970 UTC that belongs to test.</param>
    public static void NoFuture(Interactions train, long cut) =>
        OnOneSide(train, "training", time => time < cut, $"training entries are not before the cut at {cut}", "Move them to test");

    /// <summary>No test entry may be before the cut.</summary>
    /// <param name="test">Test data, with times.</param>
    /// <param name="cut">First second since 1970 UTC that belongs to test.</param>
    public static void NoPast(Interactions test, long cut) =>
        OnOneSide(test, "test", time => time >= cut, $"test entries are before the cut at {cut}", "Move them to training");

    private static void OnOneSide(Interactions data, string part, Predicate<long> allowed, string what, string cure)
    {
        Require.NotNull(data);
        if (!data.HasTimes && data.Count > 0)
            throw new MusicRecException($"The {part} data has no times, so it cannot be shown on which side of the cut it is.");
        var rows = new Rows(data);
        for (int user = 0; user < data.Users; user++)
        {
            ReadOnlySpan<int> items = data.ItemsOf(user);
            ReadOnlySpan<long> times = data.TimesOf(user);
            for (int e = 0; e < times.Length; e++)
            {
                if (!allowed(times[e])) rows.Add(user, items[e], times[e]);
            }
        }
        rows.Throw(what, cure);
    }

    private static void RequireSameShape(Interactions train, Interactions test)
    {
        Require.NotNull(train);
        Require.NotNull(test);
        if (train.Users != test.Users || train.Items != test.Items)
            throw new MusicRecException($"Training data is {train.Users} users x {train.Items} items, " +
                $"test data {test.Users} x {test.Items}; parts of a split must share their ids.");
        RequireSameIds(train.UserIds, test.UserIds, "user");
        RequireSameIds(train.ItemIds, test.ItemIds, "item");
    }

    private static void RequireSameIds(IdMap train, IdMap test, string what)
    {
        if (ReferenceEquals(train, test) || (train.IsSequential && test.IsSequential)) return;
        for (int i = 0; i < train.Count; i++)
        {
            if (train[i] != test[i])
                throw new MusicRecException($"The parts do not share their ids: {what} {i} is '{train[i]}' in training and '{test[i]}' in test. " +
                    "Read the data once and split it.");
        }
    }

    private sealed class Rows(Interactions data)
    {
        private readonly List<string> _first = [];
        private long _count;

        public void Add(int user, int item, long? time = null)
        {
            if (_count++ < Listed) _first.Add($"user '{data.UserIds[user]}' item '{data.ItemIds[item]}'{(time is { } t ? $" time {t}" : "")}");
        }

        public void Throw(string what, string cure)
        {
            if (_count == 0) return;
            string more = _count > Listed ? $", and {_count - Listed} more" : "";
            throw new MusicRecException($"The split leaks: {_count} {what}: {string.Join("; ", _first)}{more}. {cure}.");
        }
    }
}
