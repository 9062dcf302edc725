using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A fitted <see cref="VariableOrderChain"/>: scores are probabilities of the next item. Immutable and safe to share between
/// threads.</summary>
public sealed class VariableOrderChainModel : IIncrementalModel
{
    private const string Kind = "variable-order-chain";
    private const int LongestContext = 16;

    // Contexts of all orders in one line, shorter ones first; 0 is the empty one. Those that extend context c by the item before it are
    // _extensions[c] .. _extensions[c + 1] - 1, their items ascending in _oldest.
    private readonly int[] _extensions, _oldest;
    private readonly float[] _backOff; // weight of the shorter context
    private readonly Csr _followers; // P(j | c) less what the shorter context gives
    private readonly float[] _prior; // P(j | nothing)
    private readonly RecentEvents _recent;

    private VariableOrderChainModel(IdMap itemIds, int[] extensions, int[] oldest, float[] backOff, Csr followers, float[] prior)
    {
        (ItemIds, _extensions, _oldest, _backOff, _followers, _prior) = (itemIds, extensions, oldest, backOff, followers, prior);
        _recent = new(this, LongestContext);
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Number of contexts of all lengths, the empty one included.</summary>
    public int Contexts => _backOff.Length;

    /// <summary>Probabilities of all items as the continuation of some histories; a context that training has not seen is shortened.</summary>
    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        int items = ItemIds.Count;
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        for (int r = 0; r < rows.Length; r++) Score(histories[rows[r]], scores.Slice(r * items, items));
    }

    /// <inheritdoc/>
    public int StateLength => _recent.StateLength;

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => _recent.Advance(items, states);

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores) => _recent.ScoreStates(states, scores);

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Add("extensions", _extensions, _extensions.Length);
        file.Add("oldest", _oldest, _oldest.Length);
        file.Add("back_off", _backOff, _backOff.Length);
        file.Add("offsets", _followers.Offsets, _followers.Offsets.Length);
        file.Add("followers", _followers.Indices, _followers.Indices.Length);
        file.Add("weights", _followers.Values, _followers.Values.Length);
        file.Add("prior", _prior, _prior.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static VariableOrderChainModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        float[] backOff = file.Get<float>("back_off", -1), prior = file.Get<float>("prior", itemIds.Count);
        int contexts = backOff.Length;
        int[] extensions = file.Get<int>("extensions", contexts + 1L), oldest = file.Get<int>("oldest", contexts);
        long[] offsets = file.Get<long>("offsets", contexts + 1L);
        int[] followers = file.Get<int>("followers", -1);
        float[] weights = file.Get<float>("weights", followers.Length);
        if (contexts == 0 || extensions[0] != 1 || extensions[^1] != contexts) throw SequenceFile.Damaged("contexts", "they are not a tree");
        for (int c = 0; c < contexts; c++) // an extension stands after what it extends, or a walk would not end
            if (extensions[c] <= c || extensions[c + 1] < extensions[c]) throw SequenceFile.Damaged("contexts", $"context {c} is out of place");
        SequenceFile.CheckRows(offsets, followers, itemIds.Count, "contexts");
        foreach (float[] values in (float[][])[backOff, prior, weights])
            if (values.AsSpan().ContainsAnyExceptInRange(0f, 1f)) throw SequenceFile.Damaged("contexts", "a weight is not in [0, 1]");
        return new(itemIds, extensions, oldest, backOff, new Csr(contexts, itemIds.Count, offsets, followers, weights), prior);
    }

    /// <summary>Weights of all contexts from their counts.</summary>
    internal static VariableOrderChainModel From(IdMap itemIds, IReadOnlyList<ContextLevel> levels, ChainSmoothing smoothing)
    {
        int contexts = levels.Sum(level => level.Contexts);
        var (extensions, oldest, backOff) = (new int[contexts + 1], new int[contexts], new float[contexts]);
        var (offsets, followers, weights) = (new long[contexts + 1], new List<int>(), new List<float>());
        for (int m = 0, first = 0; m < levels.Count; first += levels[m++].Contexts)
        {
            var level = levels[m];
            int[] counts = smoothing == ChainSmoothing.KneserNey && m + 1 < levels.Count ? level.Continuations(levels[m + 1]) : level.Counts;
            double discount = Discount(counts);
            for (int c = 0; c < level.Contexts; c++)
            {
                var these = counts.AsSpan(level.Offsets[c]..level.Offsets[c + 1]);
                double total = 0;
                foreach (int count in these) total += count;
                var (less, divisor, mass) = smoothing == ChainSmoothing.KneserNey
                    ? (discount, total, discount * these.Length) : (0, total + these.Length, these.Length);
                foreach (int count in these) weights.Add((float)((count - less) / divisor));
                backOff[first + c] = total > 0 ? (float)(mass / divisor) : 1;
                oldest[first + c] = level.Oldest[c];
                offsets[first + c + 1] = offsets[first + c] + these.Length;
                if (m > 0) extensions[first - levels[m - 1].Contexts + level.Parents[c] + 1]++;
            }
            followers.AddRange(level.Followers);
        }
        extensions[0] = 1;
        for (int c = 0; c < contexts; c++) extensions[c + 1] += extensions[c];
        var sparse = new Csr(contexts, itemIds.Count, offsets, [.. followers], [.. weights]);
        return new(itemIds, extensions, oldest, backOff, sparse, Prior(sparse, backOff[0], itemIds.Count));
    }

    // n1 / (n1 + 2 n2), 1/2 where there is neither: below 1, so that no count is discounted away where n2 is 0
    private static double Discount(int[] counts)
    {
        double once = 0, twice = 0;
        foreach (int count in counts)
        {
            if (count == 1) once++;
            else if (count == 2) twice++;
        }
        return once == 0 || twice == 0 ? 0.5 : once / (once + 2 * twice);
    }

    private static float[] Prior(Csr followers, float backOff, int items)
    {
        var prior = new float[items];
        prior.AsSpan().Fill(backOff / Math.Max(1, items));
        for (int e = 0; e < followers.RowCount(0); e++) prior[followers.Indices[e]] += followers.Values[e];
        return prior;
    }

    private void Score(ReadOnlySpan<int> history, Span<float> row)
    {
        Span<int> path = stackalloc int[history.Length < LongestContext ? history.Length : LongestContext];
        int depth = 0;
        for (int context = 0; depth < path.Length && (context = Extension(context, history[^(depth + 1)])) >= 0; depth++) path[depth] = context;
        float below = 1;
        for (int m = 0; m < depth; m++) below *= _backOff[path[m]];
        for (int i = 0; i < row.Length; i++) row[i] = below * _prior[i];
        float weight = 1;
        for (int m = depth - 1; m >= 0; m--)
        {
            var items = _followers.RowIndices(path[m]);
            var weights = _followers.RowValues(path[m]);
            for (int e = 0; e < items.Length; e++) row[items[e]] += weight * weights[e];
            weight *= _backOff[path[m]];
        }
    }

    private int Extension(int context, int item)
    {
        int first = _extensions[context], at = _oldest.AsSpan(first, _extensions[context + 1] - first).BinarySearch(item);
        return at < 0 ? -1 : first + at;
    }
}
