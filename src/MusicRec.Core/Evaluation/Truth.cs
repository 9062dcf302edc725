using MusicRec.Data;

namespace MusicRec.Evaluation;

/// <summary>What the evaluated users did in the test data: distinct items, ascending, with the summed weight of their repeats as grades.</summary>
internal sealed class Truth
{
    private readonly Interactions _test;

    private Truth(Interactions test)
    {
        _test = test;
        Users = [.. Enumerable.Range(0, test.Users).Where(user => !test.ItemsOf(user).IsEmpty)];
    }

    /// <summary>Users with test entries, ascending.</summary>
    public int[] Users { get; }

    public int Items => _test.Items;

    public static Truth Of(Interactions test)
    {
        if (!test.HasRepeats) return new(test);
        var (users, items, weights) = (new List<int>(), new List<int>(), new List<float>());
        for (int user = 0; user < test.Users; user++)
        {
            users.AddRange(Enumerable.Repeat(user, test.ItemsOf(user).Length));
            items.AddRange(test.ItemsOf(user));
            weights.AddRange(test.WeightsOf(user));
        }
        return new(Interactions.FromTriples(users.ToArray(), items.ToArray(), weights.ToArray(), test.UserIds, test.ItemIds));
    }

    public ReadOnlySpan<int> Relevant(int user) => _test.ItemsOf(user);

    public ReadOnlySpan<float> Grades(int user) => _test.WeightsOf(user);

    /// <summary>Relevant items of the user who has most.</summary>
    public int MostRelevant() => Users.Select(user => _test.ItemsOf(user).Length).DefaultIfEmpty(0).Max();
}
