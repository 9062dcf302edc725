using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>A fitted weighted matrix factorisation: vectors of users and items, and all it takes to fold new listeners in and to explain.
/// Immutable and safe to share between threads; holds no training data.</summary>
public sealed unsafe class WmfModel : FactorModel, IFoldIn
{
    private const string Kind = "wmf";
    private readonly WmfObjective _objective;
    private readonly Lazy<Matrix> _gram;

    internal WmfModel(Matrix users, Matrix items, IdMap userIds, IdMap itemIds, WmfOptions options) : base(users, items, userIds, itemIds)
    {
        _objective = new WmfObjective(options with { Validate = null });
        _gram = new(() => WmfGram.Compute(ItemFactors, options.UnobservedWeight, WorkerTeam.Threads(options.Threads)));
    }

    /// <summary>The options the model was fitted with, without the validation metric.</summary>
    public WmfOptions Options => _objective.Options;

    /// <summary>Vectors of new listeners: for each row the exact minimiser given the item factors, as one half sweep finds it. A row without a
    /// positive weight
    /// gets zeros.</summary>
    /// <param name="histories">One row a listener; columns are the model's items, in the model's order.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>Shape [histories.Users, factors].</returns>
    public Matrix FoldIn(Interactions histories, CancellationToken cancel = default)
    {
        Check(histories);
        return Solve(_objective.Signed(histories.ByUser), cancel);
    }

    /// <summary>The vector of one new listener, from plays: the exact minimiser given the item factors.</summary>
    /// <param name="items">Item indices, each at most once.</param>
    /// <param name="weights">Weight of each (plays, or negative for a dislike), or empty for 1 everywhere.</param>
    public float[] FoldIn(ReadOnlySpan<int> items, ReadOnlySpan<float> weights = default) =>
        FoldIn(Interactions.FromTriples(new int[items.Length], items, weights, IdMap.Sequential(1), ItemIds))[0].ToArray();

    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Check(histories);
        Require.Length(scores.Length, (long)rows.Length * ItemFactors.Rows, nameof(scores));
        MatrixProduct.RowsByRows(Solve(Signed(histories, rows), default), ItemFactors, scores, threads: 1);
    }

    /// <summary>Why a listener gets an item: the score as a sum over the plays, x_u . y_i = sum_j c_uj y_i' W_u y_j with W_u the inverse of the
    /// listener's
    /// equations (Hu, Koren, Volinsky 2008, section 5). The contributions add up to the score of the listener folded in, which for a known user of a
    /// model
    /// fitted with <see cref="WmfOptions.RefineUsers"/> is the model's score.</summary>
    /// <param name="histories">The listeners' plays; columns are the model's items, in the model's order.</param>
    /// <param name="row">Row of the listener in <paramref name="histories"/>.</param>
    /// <param name="item">The item to explain.</param>
    public WmfExplanation Explain(Interactions histories, int row, int item)
    {
        Check(histories);
        Require.Index(row, histories.Users);
        Require.Index(item, ItemFactors.Rows);
        var entries = Signed(histories, [row]);
        var half = new WmfHalfSweep(_objective, entries, new Matrix(1, Factors), ItemFactors, _gram.Value);
        float penalty = half.Penalty(0);
        if (float.IsNaN(penalty)) return new WmfExplanation(0, []);
        var scratch = new WmfScratch(_gram.Value.Rows);
        half.Assemble(scratch, 0, penalty);
        new Span<float>(scratch.B, _gram.Value.Rows).Clear();
        ItemFactors[item].CopyTo(new Span<float>(scratch.B, Factors));
        AlsCholesky.Solve(scratch.A, _gram.Value.Stride, _gram.Value.Rows, scratch.B, scratch.Inverse); // B = W_u y_i
        var contributions = new List<RankedItem>();
        double score = 0;
        for (int e = 0; e < entries.Indices.Length; e++)
        {
            if (entries.Values[e] <= 0) continue;
            int heard = entries.Indices[e];
            float part = entries.Values[e] * Dot.Run(ItemFactors[heard], new ReadOnlySpan<float>(scratch.B, Factors));
            contributions.Add(new(heard, part));
            score += part;
        }
        contributions.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Item.CompareTo(b.Item));
        return new WmfExplanation((float)score, contributions);
    }

    /// <summary>Writes the model as safetensors: factors, ids and options.</summary>
    public void Save(Stream stream)
    {
        var file = FactorFile.New(Kind, this);
        WmfOptionsFile.Save(Options, file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, damaged, cut short, or of another kind.</exception>
    public static WmfModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var options = WmfOptionsFile.Load(file);
        var (users, items, userIds, itemIds) = FactorFile.Read(file);
        if (items.Columns != options.Factors)
            throw new MusicRecException($"The model file's vectors have {items.Columns} columns, its options {options.Factors}.");
        return new WmfModel(users, items, userIds, itemIds, options);
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="MusicRecException">Not such a file, damaged, cut short, or of another kind.</exception>
    public static WmfModel Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    private Matrix Solve(Csr signed, CancellationToken cancel)
    {
        var vectors = new Matrix(signed.Rows, Factors);
        new WmfHalfSweep(_objective, signed, vectors, ItemFactors, _gram.Value).Cholesky(cancel);
        return vectors;
    }

    private Csr Signed(Interactions histories, ReadOnlySpan<int> rows)
    {
        var offsets = new long[rows.Length + 1];
        for (int r = 0; r < rows.Length; r++) offsets[r + 1] = offsets[r] + histories.ItemsOf(rows[r]).Length;
        var (indices, signed) = (new int[offsets[^1]], new float[offsets[^1]]);
        for (int r = 0; r < rows.Length; r++)
        {
            var weights = histories.WeightsOf(rows[r]);
            histories.ItemsOf(rows[r]).CopyTo(indices.AsSpan((int)offsets[r]));
            for (int e = 0; e < weights.Length; e++) signed[offsets[r] + e] = (float)_objective.Signed(weights[e]);
        }
        return new Csr(rows.Length, histories.Items, offsets, indices, signed);
    }

    private void Check(Interactions histories)
    {
        Histories.CheckItems(histories, ItemIds.Count);
        if (histories.HasRepeats)
            throw new ArgumentException("Wmf needs one entry a pair; build the histories with DuplicatePolicy.Sum.", nameof(histories));
    }
}
