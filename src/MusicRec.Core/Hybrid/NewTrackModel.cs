using System.Buffers;
using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="NewTrackModel"/>.</summary>
public sealed record NewTrackOptions
{
    /// <summary>Weight lambda of the ridge, for standardised features. Default 10.</summary>
    public double Lambda { get; init => field = Require.NotNegative(value); } = 10;

    /// <summary>Threads to use, or 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>A sequence model that also continues with, and after, tracks it was not trained on, known by their content alone. Where a model scores
/// by inner products, score(j) = h . w_j + b_j (<see cref="Gru4RecModel"/>, <see cref="SasRecModel"/>, <see cref="MarkovFactorModel"/>), ridge
/// regression of (w, b) on the features x and then the inner product is the same as ridge regression of the scores themselves, row by row:
/// score(n) = m + x_n (X'X + lambda I)^-1 X' (s - m), with s the scores of the known tracks and m their mean. So any sequence model will do.
/// In a history a new track stands for the known one whose features are nearest. Its parts are saved, not it. Immutable and thread-safe.</summary>
public sealed class NewTrackModel : IIncrementalModel
{
    private readonly IIncrementalModel _known;
    private readonly int[] _knownOf; // by item: its index in the known model, of a new one that of its stand-in
    private readonly int[] _itemOf; // by known item
    private readonly int[] _new;
    private readonly Matrix _features; // known tracks, standardised and transposed: [features, known]
    private readonly Matrix _map; // x_n (X'X + lambda I)^-1: [new, features]

    /// <summary>Takes in new tracks.</summary>
    /// <param name="known">A fitted sequence model.</param>
    /// <param name="itemIds">External ids of all tracks, all those of <paramref name="known"/> among them, in any order.</param>
    /// <param name="features">Content of all tracks, [itemIds.Count, features]: what was measured, or factors predicted from it. Standardised here
    /// by the known tracks.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancel">Stops between blocks.</param>
    /// <exception cref="ArgumentException">A known track is missing, or the features have another shape or are not finite.</exception>
    /// <exception cref="MusicRecException">The features depend on one another and lambda is 0.</exception>
    public NewTrackModel(ISequenceModel known, IdMap itemIds, Matrix features, NewTrackOptions? options = null, CancellationToken cancel = default)
    {
        (_known, ItemIds, options) = (RecentEvents.Of(Require.NotNull(known)), Require.NotNull(itemIds), options ?? new());
        Features.Check(features, itemIds.Count, nameof(features));
        _itemOf = new int[known.ItemIds.Count];
        Require.Positive(_itemOf.Length, nameof(known));
        _knownOf = new int[itemIds.Count];
        _knownOf.AsSpan().Fill(-1);
        for (int k = 0; k < _itemOf.Length; k++)
        {
            if (!itemIds.TryGetIndex(known.ItemIds[k], out _itemOf[k]))
                throw new ArgumentException($"The model knows the track '{known.ItemIds[k]}', which is not among itemIds; add it.", nameof(itemIds));
            _knownOf[_itemOf[k]] = k;
        }
        _new = [.. Enumerable.Range(0, itemIds.Count).Where(item => _knownOf[item] < 0)];
        int threads = WorkerTeam.Threads(options.Threads);
        Matrix old = Features.Select(features, _itemOf), fresh = Features.Select(features, _new);
        Standardize(old, fresh);
        _map = Map(old, fresh, options.Lambda, threads, cancel);
        _features = Transposed(old);
        int[] standIns = Nearest(old, fresh, threads, cancel);
        for (int n = 0; n < _new.Length; n++) _knownOf[_new[n]] = standIns[n];
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public int RowsAtOnce => _known.RowsAtOnce;

    /// <inheritdoc/>
    public int StateLength => _known.StateLength;

    /// <inheritdoc/>
    public int Remembers => _known.Remembers;

    /// <summary>Tracks that the model was not trained on, ascending: the candidates of a list of news.</summary>
    public ReadOnlySpan<int> NewTracks => _new;

    /// <summary>The known track that a new one stands for in a history; a known track stands for itself.</summary>
    public int StandInOf(int item) => _itemOf[_knownOf[Require.Index(item, _knownOf.Length)]];

    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        if (Require.NotNull(histories).Items != ItemIds.Count)
        {
            throw new ArgumentException($"The histories have {histories.Items} items but the model has {ItemIds.Count}; " +
                "build them with the model's ItemIds.", nameof(histories));
        }
        Require.Length(scores.Length, (long)rows.Length * ItemIds.Count, nameof(scores));
        if (rows.IsEmpty) return;
        int known = rows.Length * _itemOf.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(known);
        try
        {
            _known.ScoreNext(StandIns(histories, rows), [.. Enumerable.Range(0, rows.Length)], rented.AsSpan(0, known));
            Fill(rented.AsSpan(0, known), rows.Length, scores);
        }
        finally { ArrayPool<float>.Shared.Return(rented); }
    }

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => _known.Advance(StandIns(items), states);

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, ReadOnlySpan<long> times, Span<float> states) => _known.Advance(StandIns(items), times, states);

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        Require.Length(scores.Length, (long)rows * ItemIds.Count, nameof(scores));
        if (rows == 0) return;
        var old = new float[rows * _itemOf.Length];
        _known.ScoreStates(states, old);
        Fill(old, rows, scores);
    }

    // The scores of all tracks from those of the known ones.
    private void Fill(ReadOnlySpan<float> old, int rows, Span<float> scores)
    {
        int items = ItemIds.Count, known = _itemOf.Length;
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < known; k++) scores[r * items + _itemOf[k]] = old[r * known + k];
        if (_new.Length > 0) ScoreNew(old, rows, scores);
    }

    private int[] StandIns(ReadOnlySpan<int> items)
    {
        var known = new int[items.Length];
        for (int r = 0; r < items.Length; r++) known[r] = _knownOf[Require.Index(items[r], _knownOf.Length, nameof(items))];
        return known;
    }

    private void ScoreNew(ReadOnlySpan<float> old, int rows, Span<float> scores)
    {
        int items = ItemIds.Count, known = _itemOf.Length;
        var (centred, means) = (new Matrix(rows, known), new float[rows]);
        for (int r = 0; r < rows; r++)
        {
            double sum = 0;
            foreach (float score in old.Slice(r * known, known)) sum += score;
            means[r] = (float)(sum / known);
            for (int k = 0; k < known; k++) centred.Row(r)[k] = old[r * known + k] - means[r];
        }
        var products = new float[rows * _features.Rows];
        MatrixProduct.RowsByRows(centred, _features, products, threads: 1);
        var fresh = new float[rows * _new.Length];
        MatrixProduct.RowsByRows(Matrix.From(products, rows, _features.Rows), _map, fresh, threads: 1);
        for (int r = 0; r < rows; r++)
            for (int n = 0; n < _new.Length; n++) scores[r * items + _new[n]] = means[r] + fresh[r * _new.Length + n];
    }

    private ItemSequences StandIns(ItemSequences histories, ReadOnlySpan<int> rows)
    {
        var (offsets, items, times) = (new long[rows.Length + 1], new List<int>(), new List<long>());
        for (int r = 0; r < rows.Length; r++)
        {
            foreach (int item in histories[rows[r]]) items.Add(_knownOf[item]);
            times.AddRange(histories.TimesOf(rows[r]));
            offsets[r + 1] = items.Count;
        }
        return ItemSequences.Own(offsets, [.. items], _known.ItemIds, histories.HasTimes ? [.. times] : null);
    }

    // Both by the mean and deviation of the known tracks; a feature that is the same for all of them says nothing and becomes 0.
    private static void Standardize(Matrix old, Matrix fresh)
    {
        for (int c = 0; c < old.Columns; c++)
        {
            double mean = 0, squares = 0;
            for (int k = 0; k < old.Rows; k++) mean += old[k][c] / (double)old.Rows;
            for (int k = 0; k < old.Rows; k++) squares += (old[k][c] - mean) * (old[k][c] - mean) / old.Rows;
            double scale = squares > 1e-12 * mean * mean && squares > 0 ? 1 / Math.Sqrt(squares) : 0;
            for (int k = 0; k < old.Rows; k++) old.Row(k)[c] = (float)((old[k][c] - mean) * scale);
            for (int n = 0; n < fresh.Rows; n++) fresh.Row(n)[c] = (float)((fresh[n][c] - mean) * scale);
        }
    }

    private static Matrix Map(Matrix old, Matrix fresh, double lambda, int threads, CancellationToken cancel)
    {
        int n = old.Columns;
        double[] gram = DoubleGram.OfColumns(old, new double[n], threads, cancel);
        for (int c = 0; c < n; c++) gram[(long)c * n + c] += lambda;
        if (!DoubleCholesky.Factor(gram, n))
            throw new MusicRecException($"{old.Rows} known tracks of {n} features leave the map undetermined at lambda {lambda}; raise it.");
        var map = new Matrix(fresh.Rows, n);
        WorkerTeam.Shared.Run(fresh.Rows, threads, (row, _) =>
        {
            var x = new double[n];
            for (int c = 0; c < n; c++) x[c] = fresh[row][c];
            DoubleCholesky.Solve(gram, n, x);
            for (int c = 0; c < n; c++) map.Row(row)[c] = (float)x[c];
        }, cancel);
        return map;
    }

    private static Matrix Transposed(Matrix old)
    {
        var turned = new Matrix(old.Columns, old.Rows);
        for (int k = 0; k < old.Rows; k++)
            for (int c = 0; c < old.Columns; c++) turned.Row(c)[k] = old[k][c];
        return turned;
    }

    // Known track with the least squared distance, the lower index of equal ones.
    private static int[] Nearest(Matrix old, Matrix fresh, int threads, CancellationToken cancel)
    {
        var nearest = new int[fresh.Rows];
        WorkerTeam.Shared.Run(fresh.Rows, threads, (row, _) =>
        {
            double least = double.PositiveInfinity;
            for (int k = 0; k < old.Rows; k++)
            {
                var x = fresh[row];
                var y = old[k];
                double distance = 0;
                for (int c = 0; c < x.Length && distance < least; c++) distance += (double)(x[c] - y[c]) * (x[c] - y[c]);
                if (distance < least) (least, nearest[row]) = (distance, k);
            }
        }, cancel);
        return nearest;
    }
}
