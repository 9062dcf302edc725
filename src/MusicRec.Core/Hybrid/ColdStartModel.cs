using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Hybrid;

/// <summary>One recommender for old and new items: an item with plays is served by its fitted factors, one without by the factors that a
/// <see cref="FactorMap"/> predicts from its content; <see cref="SourceOf"/> tells which. Similar items are those with like usage. Immutable and
/// thread-safe.</summary>
public sealed class ColdStartModel : IInnerProductModel, ISimilarItems
{
    private const string Kind = "cold-start";
    private readonly FactorSource[] _sources;
    private readonly float[] _fallback;
    private readonly Lazy<(Matrix Patterns, float[] InverseNorms)> _usage;

    private ColdStartModel(Matrix users, Matrix items, IdMap userIds, IdMap itemIds, FactorSource[] sources, float[] fallback, FactorMap map)
    {
        (UserFactors, ItemFactors, UserIds, ItemIds, Map) = (users, items, userIds, itemIds, map);
        (_sources, _fallback) = (sources, fallback);
        _usage = new(Usage);
    }

    /// <inheritdoc/>
    public Matrix UserFactors { get; }

    /// <inheritdoc/>
    public Matrix ItemFactors { get; }

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Predicts the factors of items without plays.</summary>
    public FactorMap Map { get; }

    /// <summary>Where an item's factors come from.</summary>
    public FactorSource SourceOf(int item) => _sources[Require.Index(item, _sources.Length)];

    /// <summary>Joins a fitted model and a map.</summary>
    /// <param name="fitted">Fitted on the plays.</param>
    /// <param name="train">Those plays: items with a positive entry keep their factors.</param>
    /// <param name="content">Features of all items, [items, map inputs].</param>
    /// <param name="map">From features to factors.</param>
    /// <param name="withContent">Items whose features are known; null for all. An item outside, without plays, gets the fallback.</param>
    public static ColdStartModel Create(IInnerProductModel fitted, Interactions train, Matrix content, FactorMap map, ItemMask? withContent = null)
    {
        int items = Require.NotNull(fitted).ItemFactors.Rows, factors = fitted.ItemFactors.Columns;
        Require.Length(Require.NotNull(train).Items, items, nameof(train));
        Require.Length(Require.NotNull(map).Outputs, factors, nameof(map));
        if (withContent is not null) Require.Length(withContent.Items, items, nameof(withContent));
        Features.Check(content, items, nameof(content));
        var sources = new FactorSource[items];
        Array.Fill(sources, FactorSource.Predicted);
        for (int user = 0; user < train.Users; user++)
        {
            var weights = train.WeightsOf(user);
            for (int e = 0; e < weights.Length; e++)
                if (weights[e] > 0) sources[train.ItemsOf(user)[e]] = FactorSource.Warm;
        }
        float[] fallback = Mean(fitted.ItemFactors, sources);
        int[] cold = [.. Enumerable.Range(0, items).Where(item => sources[item] != FactorSource.Warm)];
        var predicted = map.Predict(Features.Select(content, cold));
        var vectors = Features.Select(fitted.ItemFactors, [.. Enumerable.Range(0, items)]);
        for (int c = 0; c < cold.Length; c++)
        {
            if (withContent?.Contains(cold[c]) == false) sources[cold[c]] = FactorSource.Fallback;
            (sources[cold[c]] == FactorSource.Predicted ? predicted[c] : fallback).CopyTo(vectors.Row(cold[c]));
        }
        return new(fitted.UserFactors, vectors, fitted.UserIds, fitted.ItemIds, sources, fallback, map);
    }

    /// <summary>A model that also serves new items, behind the present ones.</summary>
    /// <param name="ids">Their ids, not known to this model.</param>
    /// <param name="content">Their features, [ids, map inputs].</param>
    /// <param name="withContent">New items, by their place in <paramref name="ids"/>, whose features are known; null for all.</param>
    /// <exception cref="ArgumentException">An id is known already or comes twice, or the numbers of ids, rows and mask differ.</exception>
    public ColdStartModel AddItems(IReadOnlyList<string> ids, Matrix content, ItemMask? withContent = null)
    {
        Features.Check(content, Require.NotNull(ids).Count, nameof(content));
        if (withContent is not null) Require.Length(withContent.Items, ids.Count, nameof(withContent));
        var predicted = Map.Predict(content);
        int old = ItemFactors.Rows;
        var vectors = new Matrix(old + ids.Count, ItemFactors.Columns);
        var sources = new FactorSource[vectors.Rows];
        _sources.CopyTo(sources, 0);
        for (int item = 0; item < vectors.Rows; item++)
        {
            if (item >= old) sources[item] = withContent?.Contains(item - old) == false ? FactorSource.Fallback : FactorSource.Predicted;
            (item < old ? ItemFactors[item] : sources[item] == FactorSource.Predicted ? predicted[item - old] : _fallback).CopyTo(vectors.Row(item));
        }
        var all = new IdMap(Enumerable.Range(0, old).Select(item => ItemIds[item]).Concat(ids));
        return new(UserFactors, vectors, UserIds, all, sources, _fallback, Map);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores) =>
        MatrixProduct.RowsByRows(Features.Select(UserFactors, users), ItemFactors, scores, threads: 1);

    /// <summary>Cosine of the items' usage patterns, the scores X y that all users would give them (van den Oord, Dieleman, Schrauwen 2013):
    /// y_i' G y_j / sqrt(y_i' G y_i y_j' G y_j) with G = X'X; 0 where an item's pattern is zero.</summary>
    /// <inheritdoc/>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores)
    {
        var (patterns, inverse) = _usage.Value;
        MatrixProduct.RowsByRows(Features.Select(patterns, items), ItemFactors, scores, threads: 1);
        for (int q = 0; q < items.Length; q++)
            for (int i = 0; i < inverse.Length; i++) scores[q * inverse.Length + i] *= inverse[items[q]] * inverse[i];
    }

    /// <summary>Writes factors, ids, sources and the map.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        UserIds.Save(file, "users");
        ItemIds.Save(file, "items");
        file.Add("user_factors", UserFactors);
        file.Add("item_factors", ItemFactors);
        file.Add("sources", Array.ConvertAll(_sources, source => (int)source), _sources.Length);
        file.Add("fallback", _fallback, _fallback.Length);
        Map.Write(file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static ColdStartModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (userIds, itemIds) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"));
        var items = file.GetMatrix("item_factors", itemIds.Count);
        var users = file.GetMatrix("user_factors", userIds.Count, items.Columns);
        int[] sources = file.Get<int>("sources", itemIds.Count);
        foreach (int source in sources)
            if (!Enum.IsDefined((FactorSource)source)) throw new MusicRecException($"The model file names the source {source}; it is damaged.");
        var map = FactorMap.Read(file);
        if (map.Outputs != items.Columns)
            throw new MusicRecException($"The model's map gives {map.Outputs} factors for vectors of {items.Columns}; the file is damaged.");
        return new(users, items, userIds, itemIds, Array.ConvertAll(sources, source => (FactorSource)source),
            file.GetFinite("fallback", items.Columns), map);
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public static ColdStartModel Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    private static float[] Mean(Matrix vectors, FactorSource[] sources)
    {
        var (sum, count) = (new double[vectors.Columns], 0);
        for (int item = 0; item < sources.Length; item++)
        {
            if (sources[item] != FactorSource.Warm) continue;
            count++;
            for (int k = 0; k < sum.Length; k++) sum[k] += vectors[item][k];
        }
        return Array.ConvertAll(sum, s => (float)(s / Math.Max(count, 1)));
    }

    // Y G and 1 / sqrt(y' G y).
    private unsafe (Matrix, float[]) Usage()
    {
        int factors = ItemFactors.Columns;
        var gram = new Matrix(factors, factors);
        MatrixProduct.Gram(UserFactors, gram.Pointer, gram.Stride, WorkerTeam.Threads(0));
        var patterns = new Matrix(ItemFactors.Rows, factors);
        var inverse = new float[ItemFactors.Rows];
        for (int i = 0; i < inverse.Length; i++)
        {
            double squared = 0;
            for (int k = 0; k < factors; k++)
            {
                float product = Kernels.Dot.Run(gram[k], ItemFactors[i]); // G is symmetric
                patterns.Row(i)[k] = product;
                squared += (double)product * ItemFactors[i][k];
            }
            inverse[i] = squared > 0 ? (float)(1 / Math.Sqrt(squared)) : 0;
        }
        return (patterns, inverse);
    }
}
