using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Counts weighted item pairs within sequences: W[i, j] = sum over occurrences of i, and of j at distance d from it, of weight(d), where j
/// comes before i times a factor, and times the weight of the sequence.
/// One item at a time over the list of its occurrences, so every row is summed in the order of the data whatever the threads do.</summary>
internal sealed class RuleMiner
{
    private const int ItemsAChunk = 256;
    private readonly ItemSequences _data;
    private readonly Occurrences _occurrences;

    public RuleMiner(ItemSequences data)
    {
        _data = data;
        _occurrences = new Occurrences(data);
    }

    /// <summary>Mines all rules.</summary>
    /// <param name="weights">weights[d - 1] is the weight of distance d; farther pairs do not count. Empty: every distance counts 1.</param>
    /// <param name="behind">Factor of earlier items; 0 leaves them out.</param>
    /// <param name="keep">Rules kept an item, by weight, ties by lower item; 0 keeps all.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    /// <param name="cancel">Cancels between chunks of items.</param>
    /// <param name="rowWeights">Weight of each sequence; null where all are 1.</param>
    /// <param name="scale">Factor of each rule (from, to) before the heaviest are chosen; null leaves weights as they are.</param>
    public Rule[][] Mine(double[] weights, double behind, int keep, int threads, CancellationToken cancel, double[]? rowWeights = null,
        Func<int, int, double>? scale = null)
    {
        var rules = new Rule[_data.Items][];
        threads = WorkerTeam.Threads(threads);
        var sums = new double[threads][];
        WorkerTeam.Shared.Run((_data.Items + ItemsAChunk - 1) / ItemsAChunk, threads, (chunk, worker) =>
        {
            var sum = sums[worker] ??= new double[_data.Items];
            var touched = new List<int>();
            for (int item = chunk * ItemsAChunk; item < Math.Min(_data.Items, (chunk + 1) * ItemsAChunk); item++)
            {
                Accumulate(item, weights, behind, rowWeights, sum, touched);
                rules[item] = Harvest(item, sum, touched, keep, scale);
            }
        }, cancel);
        return rules;
    }

    /// <summary>Divides the weights of each item's rules by the largest.</summary>
    public static void DivideByLargest(Rule[][] rules)
    {
        foreach (var row in rules)
        {
            double largest = row.Length == 0 ? 1 : row.Max(rule => rule.Weight);
            for (int r = 0; r < row.Length; r++) row[r] = row[r] with { Weight = row[r].Weight / largest };
        }
    }

    private void Accumulate(int item, double[] weights, double behind, double[]? rowWeights, double[] sum, List<int> touched)
    {
        foreach (var (row, position) in _occurrences.Of(item))
        {
            var events = _data[row];
            int reach = weights.Length == 0 ? events.Length : weights.Length;
            double factor = rowWeights is null ? 1 : rowWeights[row];
            for (int d = 1; d <= reach && position + d < events.Length; d++) Add(events[position + d], d, factor);
            if (behind == 0) continue;
            for (int d = 1; d <= reach && position - d >= 0; d++) Add(events[position - d], d, factor * behind);
        }

        void Add(int other, int d, double factor)
        {
            if (sum[other] == 0) touched.Add(other); // a weight of 0 may list an item twice; Harvest copes
            sum[other] += weights.Length == 0 ? factor : factor * weights[d - 1];
        }
    }

    private static Rule[] Harvest(int item, double[] sum, List<int> touched, int keep, Func<int, int, double>? scale)
    {
        var rules = new List<Rule>(touched.Count);
        foreach (int other in touched)
        {
            if (sum[other] > 0) rules.Add(new(other, scale is null ? sum[other] : sum[other] * scale(item, other)));
            sum[other] = 0;
        }
        touched.Clear();
        if (keep > 0 && rules.Count > keep)
        {
            rules.Sort((a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Item.CompareTo(b.Item));
            rules.RemoveRange(keep, rules.Count - keep);
        }
        rules.Sort((a, b) => a.Item.CompareTo(b.Item));
        return [.. rules];
    }

    /// <summary>One rule: the item it points to and its weight.</summary>
    internal readonly record struct Rule(int Item, double Weight);

    /// <summary>Where each item occurs: (row, position) pairs in the order of the data.</summary>
    private sealed class Occurrences
    {
        private readonly long[] _offsets;
        private readonly (int Row, int Position)[] _places;

        public Occurrences(ItemSequences data)
        {
            _offsets = new long[data.Items + 1];
            for (int row = 0; row < data.Count; row++)
                foreach (int item in data[row]) _offsets[item + 1]++;
            for (int i = 0; i < data.Items; i++) _offsets[i + 1] += _offsets[i];
            var next = _offsets.AsSpan(0, data.Items).ToArray();
            _places = new (int, int)[data.Events];
            for (int row = 0; row < data.Count; row++)
            {
                var events = data[row];
                for (int p = 0; p < events.Length; p++) _places[next[events[p]]++] = (row, p);
            }
        }

        public ReadOnlySpan<(int Row, int Position)> Of(int item) =>
            _places.AsSpan((int)_offsets[item], (int)(_offsets[item + 1] - _offsets[item]));
    }
}
