using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="SessionItemKnn"/>.</summary>
public sealed record SessionItemKnnOptions
{
    /// <summary>Neighbours kept an item, the most similar; 0 keeps all. Default 200.</summary>
    public int Neighbors { get; init => field = Require.NotNegative(value); } = 200;

    /// <summary>Sessions lambda added to both counts: what met once by chance is trusted less. Default 20.</summary>
    public double Shrinkage { get; init => field = Require.NotNegative(value); } = 20;

    /// <summary>Exponent alpha of the earlier item's count, 1 - alpha of the scored one's, in [0, 1]: 0.5 (default) is the cosine, 1 a conditional
    /// probability, which favours popular items.</summary>
    public double Balance { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>Weight of a history's item by its position; null scores by the last item alone. Default <see cref="Decay.Quadratic"/>.</summary>
    public Decay? Weighting { get; init => field = value is { } decay ? Require.Defined(decay) : null; } = Decay.Quadratic;

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>Items that share sessions: sim(i, j) = c_ij / ((n_i + lambda)^alpha (n_j + lambda)^(1 - alpha)), with n_i the sessions that hold i and
/// c_ij those that hold both; score(j) = sum over positions p of the history of w(p) sim(h_p, j). An item is not its own neighbour.
/// The item-KNN baseline of Hidasi et al. (ICLR 2016), there scored by the last item; cosine over all items as in Sarwar et al. (WWW 2001).</summary>
public sealed class SessionItemKnn
{
    private readonly SessionItemKnnOptions _options;

    /// <summary>Chooses the settings.</summary>
    public SessionItemKnn(SessionItemKnnOptions? options = null) => _options = options ?? new();

    /// <summary>Counts shared sessions. The work grows with the square of a session's length.</summary>
    public ItemNeighborModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var sets = Distinct(Require.NotNull(data));
        var counts = new double[data.Items];
        for (int row = 0; row < sets.Count; row++)
            foreach (int item in sets[row]) counts[item]++;
        double lambda = _options.Shrinkage, alpha = _options.Balance;
        double[] from = [.. counts.Select(n => Math.Pow(n + lambda, -alpha))], to = [.. counts.Select(n => Math.Pow(n + lambda, alpha - 1))];
        var rules = new RuleMiner(sets).Mine([], behind: 1, _options.Neighbors, _options.Threads, cancel, scale: (i, j) => from[i] * to[j]);
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        var offsets = new long[data.Items + 1];
        for (int i = 0; i < rules.Length; i++) offsets[i + 1] = offsets[i] + rules[i].Length;
        int[] neighbors = [.. rules.SelectMany(row => row.Select(rule => rule.Item))];
        float[] weights = [.. rules.SelectMany(row => row.Select(rule => (float)rule.Weight))];
        return new(data.ItemIds, new Csr(data.Items, data.Items, offsets, neighbors, weights), _options.Weighting);
    }

    private static ItemSequences Distinct(ItemSequences data)
    {
        var (offsets, items) = (new long[data.Count + 1], new List<int>());
        for (int row = 0; row < data.Count; row++)
        {
            items.AddRange(new SortedSet<int>(data[row].ToArray()));
            offsets[row + 1] = items.Count;
        }
        return ItemSequences.Own(offsets, [.. items], data.ItemIds, null);
    }
}
