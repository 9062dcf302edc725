using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>The state of a fit of <see cref="HierarchicalLinear"/>, in double: J = sum (r - beta.x - gamma.y)^2 + l_beta sum |beta_u - mu|^2 +
/// l_mu |mu|^2 + l (sum |gamma_u|^2 + sum |y_v|^2). A user's vector is [beta, gamma], an item's [x, y].</summary>
internal sealed class HierarchicalLinearProblem
{
    private const int RowsPerChunk = 8;
    private readonly HierarchicalLinearOptions _options;
    private readonly Csr _byUser, _byItem;
    private readonly int _content, _threads;

    public HierarchicalLinearProblem(HierarchicalLinearOptions options, Csr byUser, Csr byItem, Matrix content)
    {
        (_options, _byUser, _byItem, _threads) = (options, byUser, byItem, WorkerTeam.Threads(options.Threads));
        _content = content.Columns + (options.Intercept ? 1 : 0);
        Width = _content + options.Factors;
        (Users, Items, Shared) = (new double[(long)byUser.Rows * Width], new double[(long)byItem.Rows * Width], new double[_content]);
        var random = new CounterRandom(options.Seed, 2);
        for (int v = 0; v < byItem.Rows; v++)
        {
            var item = Items.AsSpan(v * Width, Width);
            for (int c = 0; c < content.Columns; c++) item[c] = content[v][c];
            if (options.Intercept) item[_content - 1] = 1;
            if (byItem.RowCount(v) == 0) continue;
            for (int k = _content; k < Width; k++) item[k] = 0.1 * random.Normal((ulong)((long)v * Width + k));
        }
    }

    public int Width { get; }
    public double[] Users { get; }
    public double[] Items { get; }

    /// <summary>mu.</summary>
    public double[] Shared { get; }

    /// <summary>[beta; gamma] - [mu; 0] by ridge regression of what mu leaves on [x; y].</summary>
    public void UpdateUsers(CancellationToken cancel)
    {
        double[] penalty = [.. Enumerable.Range(0, Width).Select(k => k < _content ? _options.UserRegularization : _options.FactorRegularization)];
        ForEachRow(_byUser, (u, ridge) =>
        {
            ridge.Solve(Items, from: 0, _byUser.RowIndices(u), _byUser.RowValues(u), Shared);
            for (int k = 0; k < Width; k++) Users[u * Width + k] = ridge.Solution[k] + (k < _content ? Shared[k] : 0);
        }, penalty, cancel);
    }

    /// <summary>mu = l_beta sum beta / (l_beta U + l_mu).</summary>
    public void UpdateShared()
    {
        Array.Clear(Shared);
        for (int u = 0; u < _byUser.Rows; u++)
            for (int k = 0; k < _content; k++) Shared[k] += Users[u * Width + k];
        for (int k = 0; k < _content; k++)
            Shared[k] *= _options.UserRegularization / (_options.UserRegularization * _byUser.Rows + _options.SharedRegularization);
    }

    /// <summary>y by ridge regression of what the content leaves on gamma; zero without ratings.</summary>
    public void UpdateItems(CancellationToken cancel)
    {
        int factors = _options.Factors;
        if (factors == 0) return;
        double[] penalty = [.. Enumerable.Repeat(_options.FactorRegularization, factors)];
        ForEachRow(_byItem, (v, ridge) =>
        {
            if (_byItem.RowCount(v) == 0) return;
            ridge.Solve(Users, _content, _byItem.RowIndices(v), _byItem.RowValues(v), Items.AsSpan(v * Width, _content));
            ridge.Solution.CopyTo(Items.AsSpan(v * Width + _content, factors));
        }, penalty, cancel);
    }

    /// <summary>J.</summary>
    public double Loss()
    {
        double loss = _options.SharedRegularization * DoubleCholesky.Dot(Shared, Shared);
        for (int u = 0; u < _byUser.Rows; u++)
        {
            var user = Users.AsSpan(u * Width, Width);
            var items = _byUser.RowIndices(u);
            for (int e = 0; e < items.Length; e++)
            {
                double error = _byUser.RowValues(u)[e] - DoubleCholesky.Dot(user, Items.AsSpan(items[e] * Width, Width));
                loss += error * error;
            }
            for (int k = 0; k < _content; k++) loss += _options.UserRegularization * (user[k] - Shared[k]) * (user[k] - Shared[k]);
            loss += _options.FactorRegularization * DoubleCholesky.Dot(user[_content..], user[_content..]);
        }
        for (int v = 0; v < _byItem.Rows; v++)
        {
            var y = Items.AsSpan(v * Width + _content, Width - _content);
            loss += _options.FactorRegularization * DoubleCholesky.Dot(y, y);
        }
        return loss;
    }

    private void ForEachRow(Csr rows, Action<int, RatingRidge> solve, double[] penalty, CancellationToken cancel) =>
        WorkerTeam.Shared.Run((rows.Rows + RowsPerChunk - 1) / RowsPerChunk, _threads, (chunk, _) =>
        {
            var ridge = new RatingRidge(penalty, Width);
            for (int row = chunk * RowsPerChunk; row < Math.Min(rows.Rows, (chunk + 1) * RowsPerChunk); row++) solve(row, ridge);
        }, cancel);
}
