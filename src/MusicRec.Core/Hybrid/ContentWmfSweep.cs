using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Hybrid;

/// <summary>The state of a running fit of <see cref="ContentWmf"/> and its three coordinate steps, each the exact minimiser of
/// sum_ui c (p - x.y)^2 + l_theta |x|^2 + l_beta sum_warm |y_i - W h_i - b|^2 + l_beta l_W |W|^2 in what it changes.</summary>
internal sealed unsafe class ContentWmfSweep
{
    private const int RowsPerChunk = 32;
    private readonly WmfObjective _users, _items, _free;
    private readonly Csr _byUser, _byItem;
    private readonly Matrix _warmContent;
    private readonly int[] _warm;
    private readonly RidgeProblem _ridge;
    private readonly double _precision, _ridgePenalty;
    private readonly int _threads;
    private readonly Matrix _means; // W h + b of the warm items, in their places; zeros elsewhere

    public ContentWmfSweep(ContentWmfOptions options, Interactions data, Matrix content, CancellationToken cancel)
    {
        var wmf = WmfPenalty.Resolve(options.Factorization with { Validate = null, Regularization = WmfRegularization.Uniform }, data);
        (_threads, _ridgePenalty) = (WorkerTeam.Threads(wmf.Threads), options.MapRegularization);
        _precision = options.ItemPrecision ?? wmf.Lambda!.Value;
        (_users, _items, _free) = (new(wmf), new(wmf with { Lambda = _precision }), new(wmf with { Lambda = 0 }));
        (_byUser, _byItem) = (_users.Signed(data.ByUser), _users.Signed(data.ByItem));
        _warm = [.. Enumerable.Range(0, data.Items).Where(item => _byItem.RowValues(item).ContainsAnyInRange(float.Epsilon, float.MaxValue))];
        if (_warm.Length == 0) throw new ArgumentException("No item has plays, so there is nothing to fit.", nameof(data));
        (Users, Items) = (new Matrix(data.Users, wmf.Factors), new Wmf(wmf).InitialItems(data.ItemIds));
        var isWarm = new ItemMask(_warm, data.Items);
        for (int item = 0; item < data.Items; item++)
            if (!isWarm.Contains(item)) Items.Row(item).Clear();
        _warmContent = Features.Select(content, _warm);
        _ridge = new RidgeProblem(_warmContent, _ridgePenalty, options.Intercept, _threads, cancel);
        _means = new Matrix(data.Items, wmf.Factors);
        Map = new LinearMap(new Matrix(wmf.Factors, content.Columns), new float[wmf.Factors]);
    }

    public Matrix Users { get; }
    public Matrix Items { get; }
    public LinearMap Map { get; private set; }

    public void UpdateUsers(CancellationToken cancel) =>
        new WmfHalfSweep(_users, _byUser, Users, Items, WmfGram.Compute(Items, _users.Options.UnobservedWeight, _threads, cancel)).Cholesky(cancel);

    /// <summary>beta_i = (X'C X + l_beta I)^-1 (X'C p + l_beta (W h_i + b)): the equations of WMF with the prior's mean on the right.</summary>
    public void UpdateItems(CancellationToken cancel)
    {
        var gram = WmfGram.Compute(Users, _items.Options.UnobservedWeight, _threads, cancel);
        var half = new WmfHalfSweep(_items, _byItem, Items, Users, gram);
        var scratch = new WmfScratch?[_threads];
        int factors = Items.Columns;
        WorkerTeam.Shared.Run((_warm.Length + RowsPerChunk - 1) / RowsPerChunk, _threads, (chunk, worker) =>
        {
            var own = scratch[worker] ??= new WmfScratch(gram.Rows);
            for (int w = chunk * RowsPerChunk; w < Math.Min(_warm.Length, (chunk + 1) * RowsPerChunk); w++)
            {
                int item = _warm[w];
                half.Assemble(own, item, (float)_precision);
                var mean = _means[item];
                var right = new Span<float>(own.B, factors);
                for (int k = 0; k < factors; k++) right[k] += (float)(_precision * mean[k]);
                AlsCholesky.Solve(own.A, gram.Stride, gram.Rows, own.B, own.Inverse);
                right.CopyTo(Items.Row(item));
            }
        }, cancel);
    }

    /// <summary>W and b by ridge regression of the warm items' factors on their content.</summary>
    public void UpdateMap(CancellationToken cancel)
    {
        Map = _ridge.Solve(Features.Select(Items, _warm), cancel);
        var means = Map.Predict(_warmContent);
        for (int w = 0; w < _warm.Length; w++) means[w].CopyTo(_means.Row(_warm[w]));
    }

    /// <summary>The objective at the present state.</summary>
    public double Loss(CancellationToken cancel)
    {
        double loss = new WmfSweep(_free, _byUser, _byItem, Users, Items).Loss(cancel);
        for (int u = 0; u < Users.Rows; u++) loss += _users.Options.Lambda!.Value * Squared(Users[u], []);
        foreach (int item in _warm) loss += _precision * Squared(Items[item], _means[item]);
        for (int k = 0; k < Map.Outputs; k++) loss += _precision * _ridgePenalty * Squared(Map.Weights[k], []);
        return loss;
    }

    private static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            double d = (double)x[k] - (y.IsEmpty ? 0 : y[k]);
            sum += d * d;
        }
        return sum;
    }
}
