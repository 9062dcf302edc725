using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>The objective E = 1/2 sum over ratings (t - g(u.v))^2 + lambda_U/2 |U|^2 + lambda_V/2 |V|^2 and the steps that lower it, in double.
/// U: [users, factors], V: [items, factors], row-major. Rows are worked on in chunks of fixed size, each by one thread.</summary>
internal sealed class PmfProblem(Csr byUser, Csr byItem, PmfScale scale, int factors, double userDecay, double itemDecay, int threads)
{
    private const int RowsPerChunk = 64;

    public double[] Users { get; init; } = new double[(long)byUser.Rows * factors];
    public double[] Items { get; init; } = new double[(long)byItem.Rows * factors];

    /// <summary>E.</summary>
    public double Loss() => SquaredError() / 2 + userDecay / 2 * SquaredNorm(Users) + itemDecay / 2 * SquaredNorm(Items);

    /// <summary>Root mean squared error of the targets.</summary>
    public double Rmse() => Math.Sqrt(SquaredError() / Math.Max(byUser.Count, 1));

    /// <summary>dE/dU and dE/dV over a batch of the ratings; the regularisation counts by the batch's share of all ratings.</summary>
    public void Gradient(Csr batchByUser, Csr batchByItem, double[] userGradient, double[] itemGradient, CancellationToken cancel = default)
    {
        double share = byUser.Count == 0 ? 1 : (double)batchByUser.Count / byUser.Count;
        Gradient(batchByUser, Users, Items, share * userDecay, userGradient, cancel);
        Gradient(batchByItem, Items, Users, share * itemDecay, itemGradient, cancel);
    }

    /// <summary>velocity = momentum velocity + gradient; vectors -= rate velocity.</summary>
    public static void Descend(double[] vectors, double[] velocity, double[] gradient, double rate, double momentum)
    {
        for (long k = 0; k < vectors.LongLength; k++)
        {
            velocity[k] = momentum * velocity[k] + gradient[k];
            vectors[k] -= rate * velocity[k];
        }
    }

    /// <summary>One rating: both vectors move by rate (error slope other - decay own), from their old values.</summary>
    public void Step(int user, int item, float rating, double rate)
    {
        Span<double> u = Users.AsSpan(user * factors, factors), v = Items.AsSpan(item * factors, factors);
        var (g, slope) = scale.Apply(DoubleCholesky.Dot(u, v));
        double error = (scale.Target(rating) - g) * slope;
        for (int k = 0; k < factors; k++)
        {
            var (a, b) = (u[k], v[k]);
            u[k] += rate * (error * b - userDecay * a);
            v[k] += rate * (error * a - itemDecay * b);
        }
    }

    /// <summary>The exact minimum over all users with the items held still, then over all items.</summary>
    public void Alternate(CancellationToken cancel = default)
    {
        SolveRows(byUser, Users, Items, userDecay, cancel);
        SolveRows(byItem, Items, Users, itemDecay, cancel);
    }

    /// <summary>argmin_u 1/2 sum (t - u.v)^2 + decay/2 |u|^2 for one row of ratings.</summary>
    public static void Solve(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings,
        PmfScale scale, double[] others, double decay, Span<double> solution)
    {
        int f = solution.Length;
        var normal = new double[f * f];
        solution.Clear();
        for (int e = 0; e < columns.Length; e++)
        {
            var v = others.AsSpan(columns[e] * f, f);
            double target = scale.Target(ratings[e]);
            for (int a = 0; a < f; a++)
            {
                solution[a] += target * v[a];
                for (int b = 0; b <= a; b++) normal[a * f + b] += v[a] * v[b];
            }
        }
        for (int a = 0; a < f; a++) normal[a * f + a] += decay;
        if (columns.Length == 0) return; // zero is the minimum, whatever the decay
        if (!DoubleCholesky.Factor(normal, f))
            throw new MusicRecException($"A row with {columns.Length} ratings leaves {f} factors undetermined. Use a regularization above {decay}.");
        DoubleCholesky.Solve(normal, f, solution);
    }

    private void SolveRows(Csr rows, double[] own, double[] others, double decay, CancellationToken cancel) =>
        EachRow(rows.Rows, r => Solve(rows.RowIndices(r), rows.RowValues(r), scale, others, decay, own.AsSpan(r * factors, factors)), cancel);

    private void Gradient(Csr rows, double[] own, double[] others, double decay, double[] gradient, CancellationToken cancel) =>
        EachRow(rows.Rows, r =>
    {
        Span<double> u = own.AsSpan(r * factors, factors), sum = gradient.AsSpan(r * factors, factors);
        for (int k = 0; k < factors; k++) sum[k] = decay * u[k];
        var columns = rows.RowIndices(r);
        var ratings = rows.RowValues(r);
        for (int e = 0; e < columns.Length; e++)
        {
            var v = others.AsSpan(columns[e] * factors, factors);
            var (g, slope) = scale.Apply(DoubleCholesky.Dot(u, v));
            double error = (scale.Target(ratings[e]) - g) * slope;
            for (int k = 0; k < factors; k++) sum[k] -= error * v[k];
        }
    }, cancel);

    private double SquaredError()
    {
        var sums = new double[byUser.Rows];
        EachRow(byUser.Rows, r =>
        {
            var columns = byUser.RowIndices(r);
            var ratings = byUser.RowValues(r);
            for (int e = 0; e < columns.Length; e++)
            {
                double score = DoubleCholesky.Dot(Users.AsSpan(r * factors, factors), Items.AsSpan(columns[e] * factors, factors));
                double error = scale.Target(ratings[e]) - scale.Apply(score).Value;
                sums[r] += error * error;
            }
        }, default);
        return sums.Sum();
    }

    private void EachRow(int rows, Action<int> work, CancellationToken cancel) =>
        WorkerTeam.Shared.Run((rows + RowsPerChunk - 1) / RowsPerChunk, threads, (chunk, _) =>
        {
            for (int r = chunk * RowsPerChunk; r < Math.Min(rows, (chunk + 1) * RowsPerChunk); r++) work(r);
        }, cancel);

    private static double SquaredNorm(double[] vectors) => DoubleCholesky.Dot(vectors, vectors);
}
