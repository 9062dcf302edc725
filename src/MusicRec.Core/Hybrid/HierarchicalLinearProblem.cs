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
    public void UpdateUsers(CancellationToken cancel) => ForEachRow(_byUser, (u, a, b) =>
    {
        var items = _byUser.RowIndices(u);
        for (int e = 0; e < items.Length; e++)
        {
            var z = Items.AsSpan(items[e] * Width, Width);
            Add(a, b, z, _byUser.RowValues(u)[e] - Dot(z[.._content], Shared));
        }
        for (int k = 0; k < Width; k++) a[k * Width + k] += k < _content ? _options.UserRegularization : _options.FactorRegularization;
        Solve(a, b);
        for (int k = 0; k < Width; k++) Users[u * Width + k] = b[k] + (k < _content ? Shared[k] : 0);
    }, Width, cancel);

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
        ForEachRow(_byItem, (v, a, b) =>
        {
            var users = _byItem.RowIndices(v);
            if (users.IsEmpty) return;
            var x = Items.AsSpan(v * Width, _content);
            for (int e = 0; e < users.Length; e++)
            {
                var user = Users.AsSpan(users[e] * Width, Width);
                Add(a, b, user[_content..], _byItem.RowValues(v)[e] - Dot(user[.._content], x));
            }
            for (int k = 0; k < factors; k++) a[k * factors + k] += _options.FactorRegularization;
            Solve(a, b);
            b.CopyTo(Items.AsSpan(v * Width + _content, factors));
        }, factors, cancel);
    }

    /// <summary>J.</summary>
    public double Loss()
    {
        double loss = _options.SharedRegularization * Dot(Shared, Shared);
        for (int u = 0; u < _byUser.Rows; u++)
        {
            var user = Users.AsSpan(u * Width, Width);
            var items = _byUser.RowIndices(u);
            for (int e = 0; e < items.Length; e++)
            {
                double error = _byUser.RowValues(u)[e] - Dot(user, Items.AsSpan(items[e] * Width, Width));
                loss += error * error;
            }
            for (int k = 0; k < _content; k++) loss += _options.UserRegularization * (user[k] - Shared[k]) * (user[k] - Shared[k]);
            loss += _options.FactorRegularization * Dot(user[_content..], user[_content..]);
        }
        for (int v = 0; v < _byItem.Rows; v++)
        {
            var y = Items.AsSpan(v * Width + _content, Width - _content);
            loss += _options.FactorRegularization * Dot(y, y);
        }
        return loss;
    }

    private void ForEachRow(Csr rows, Action<int, double[], double[]> solve, int order, CancellationToken cancel) =>
        WorkerTeam.Shared.Run((rows.Rows + RowsPerChunk - 1) / RowsPerChunk, _threads, (chunk, _) =>
        {
            var (a, b) = (new double[order * order], new double[order]);
            for (int row = chunk * RowsPerChunk; row < Math.Min(rows.Rows, (chunk + 1) * RowsPerChunk); row++)
            {
                Array.Clear(a);
                Array.Clear(b);
                solve(row, a, b);
            }
        }, cancel);

    // A += z z' in the lower triangle, b += r z.
    private static void Add(double[] a, double[] b, ReadOnlySpan<double> z, double r)
    {
        for (int i = 0; i < z.Length; i++)
        {
            for (int j = 0; j <= i; j++) a[i * z.Length + j] += z[i] * z[j];
            b[i] += r * z[i];
        }
    }

    private static void Solve(double[] a, double[] b)
    {
        if (!DoubleCholesky.Factor(a, b.Length)) throw new MusicRecException("The ratings leave a vector undetermined; raise the regularization.");
        DoubleCholesky.Solve(a, b.Length, b);
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++) sum += x[k] * y[k];
        return sum;
    }
}
