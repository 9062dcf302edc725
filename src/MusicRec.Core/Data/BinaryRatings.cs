using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Plays as ratings of two values: 1 for an item played, 0 for items drawn from those that the user has not heard. Without the zeros a model
/// that says 1 everywhere would be perfect (Wang, Wang 2014 rate implicit feedback so; how they draw zeros is not known).</summary>
public static class BinaryRatings
{
    private const int MostTries = 1000;

    /// <summary>Draws as many zeros for each user as there are plays, uniformly and without repeats; fewer where not so many
    /// items are left.</summary>
    /// <param name="plays">Entries that become 1.</param>
    /// <param name="heard">Further entries that must not become 0, for instance training plays when test ratings are drawn; null for none.</param>
    /// <param name="among">Items to draw from; null for those that anyone has played, so that new ones stay new.</param>
    /// <param name="seed">Same seed, same zeros.</param>
    /// <exception cref="ArgumentException">There are no items to draw from, or the sizes differ.</exception>
    public static Interactions Draw(Interactions plays, Interactions? heard = null, IReadOnlyList<int>? among = null, ulong seed = 0)
    {
        Require.NotNull(plays);
        if (heard is not null) Require.Length(heard.Items, plays.Items, nameof(heard));
        if (heard is not null) Require.Length(heard.Users, plays.Users, nameof(heard));
        foreach (int item in among ?? []) Require.Index(item, plays.Items, nameof(among));
        if (among is { Count: 0 })
            throw new ArgumentException("There is no item to draw zeros from; give null for all that anyone has played.", nameof(among));
        var (users, items, ratings, taken) = (new List<int>(), new List<int>(), new List<float>(), new HashSet<int>());
        int[] candidates = among is null ? Played(plays) : [.. among];
        for (int user = 0; user < plays.Users; user++)
        {
            taken.Clear();
            foreach (int item in plays.ItemsOf(user)) if (taken.Add(item)) Add(user, item, 1);
            int played = taken.Count;
            if (heard is not null) taken.UnionWith(heard.ItemsOf(user).ToArray());
            var random = new CounterRandom(seed, CounterRandom.Mix((ulong)user));
            ulong draw = 0;
            for (int n = 0; n < played; n++)
            {
                for (int tries = 0; tries < MostTries; tries++)
                {
                    int item = candidates[random.Below(draw++, candidates.Length)];
                    if (!taken.Add(item)) continue;
                    Add(user, item, 0);
                    break;
                }
            }
        }
        return Interactions.FromTriples(users.ToArray(), items.ToArray(), ratings.ToArray(), plays.UserIds, plays.ItemIds);

        void Add(int user, int item, float rating)
        {
            users.Add(user);
            items.Add(item);
            ratings.Add(rating);
        }
    }

    private static int[] Played(Interactions plays)
    {
        var played = new bool[plays.Items];
        for (int user = 0; user < plays.Users; user++) foreach (int item in plays.ItemsOf(user)) played[item] = true;
        return [.. Enumerable.Range(0, plays.Items).Where(item => played[item])];
    }
}
