using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Scores the next item by the last one: score(j | i) = W[i, j] + b[i] q[j], with sparse rules W, a prior q over items and its weight b[i];
/// or by several: sum over the last items i_1, i_2 .. of v_s W[i_s, j]. Without a last item (an empty history) the score is q[j]. Immutable and safe
/// to share between threads.</summary>
public sealed class ItemRuleModel : IIncrementalModel
{
    private const string Kind = "item-rules";
    private const float LargestWeight = 1e15f; // sums of products of two stay finite
    private readonly Csr _rules;
    private readonly float[]? _prior, _backOff;
    private readonly float[] _votes; // v_s of the s-th last event
    private readonly RecentEvents _recent;

    private ItemRuleModel(IdMap itemIds, Csr rules, float[]? prior, float[]? backOff, float[] votes)
    {
        (ItemIds, _rules, _prior, _backOff, _votes) = (itemIds, rules, prior, backOff, votes);
        _recent = new(this, Math.Max(1, votes.Length));
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Number of rules W[i, j] above 0.</summary>
    public long Rules => _rules.Count;

    /// <summary>Items that follow from <paramref name="item"/>, ascending.</summary>
    public ReadOnlySpan<int> ConsequentsOf(int item) => _rules.RowIndices(Require.Index(item, _rules.Rows));

    /// <summary>Weights of <see cref="ConsequentsOf"/>, in its order.</summary>
    public ReadOnlySpan<float> WeightsOf(int item) => _rules.RowValues(Require.Index(item, _rules.Rows));

    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        Require.Length(scores.Length, (long)rows.Length * _rules.Rows, nameof(scores));
        for (int q = 0; q < rows.Length; q++) Score(histories[rows[q]], scores.Slice(q * _rules.Rows, _rules.Rows));
    }

    /// <inheritdoc/>
    public int StateLength => _recent.StateLength;

    /// <inheritdoc/>
    public int Remembers => _recent.Remembers;

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => _recent.Advance(items, states);

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores) => _recent.ScoreStates(states, scores);

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Add("offsets", _rules.Offsets, _rules.Offsets.Length);
        file.Add("consequents", _rules.Indices, _rules.Indices.Length);
        file.Add("weights", _rules.Values, _rules.Values.Length);
        if (_prior is not null) file.Add("prior", _prior, _prior.Length);
        if (_backOff is not null) file.Add("back_off", _backOff, _backOff.Length);
        file.Add("votes", _votes, _votes.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static ItemRuleModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        int items = itemIds.Count;
        long[] offsets = file.Get<long>("offsets", items + 1L);
        int[] consequents = file.Get<int>("consequents", -1);
        float[] weights = file.Get<float>("weights", consequents.Length);
        SequenceFile.CheckRows(offsets, consequents, items, "rules");
        float[]? prior = file.Contains("prior") ? file.Get<float>("prior", items) : null;
        float[]? backOff = file.Contains("back_off") ? file.Get<float>("back_off", items) : null;
        float[] votes = file.Get<float>("votes", -1);
        foreach (float[] values in (float[][])[weights, prior ?? [], backOff ?? [], votes])
        {
            if (values.AsSpan().ContainsAnyExceptInRange(0f, LargestWeight))
                throw SequenceFile.Damaged("rules", $"a weight is negative, not finite or above {LargestWeight:0e0}");
        }
        return new ItemRuleModel(itemIds, new Csr(items, items, offsets, consequents, weights), prior, backOff, votes);
    }

    internal static ItemRuleModel PriorOnly(IdMap itemIds, float[] prior) =>
        new(itemIds, new Csr(itemIds.Count, itemIds.Count, new long[itemIds.Count + 1], [], []), prior, null, [1]);

    internal static ItemRuleModel FromRules(IdMap itemIds, RuleMiner.Rule[][] rules, float[]? prior = null, float[]? backOff = null,
        float[]? votes = null)
    {
        var offsets = new long[rules.Length + 1];
        for (int i = 0; i < rules.Length; i++) offsets[i + 1] = offsets[i] + rules[i].Length;
        var (items, weights) = (new int[offsets[^1]], new float[offsets[^1]]);
        for (int i = 0; i < rules.Length; i++)
        {
            for (int r = 0; r < rules[i].Length; r++)
                (items[offsets[i] + r], weights[offsets[i] + r]) = (rules[i][r].Item, (float)rules[i][r].Weight);
        }
        return new(itemIds, new Csr(rules.Length, rules.Length, offsets, items, weights), prior, backOff, votes ?? [1]);
    }

    private void Score(ReadOnlySpan<int> history, Span<float> row)
    {
        int last = history.IsEmpty ? -1 : history[^1];
        if (_prior is null)
        {
            row.Clear();
        }
        else
        {
            float weight = last < 0 || _backOff is null ? 1 : _backOff[last];
            for (int i = 0; i < row.Length; i++) row[i] = weight * _prior[i];
        }
        for (int s = 1; s <= Math.Min(_votes.Length, history.Length); s++)
        {
            var items = _rules.RowIndices(history[^s]);
            var weights = _rules.RowValues(history[^s]);
            float vote = _votes[s - 1];
            for (int r = 0; r < items.Length; r++) row[items[r]] += vote * weights[r];
        }
    }
}
