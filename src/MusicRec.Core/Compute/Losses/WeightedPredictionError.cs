using MusicRec.Kernels;

namespace MusicRec.Compute;

/// <summary>The listeners of a batch of items in rows, as in a sparse matrix: item i's are entries [Starts[i], Starts[i + 1]).</summary>
/// <param name="Starts">First entry of each item, and the number of entries.</param>
/// <param name="Users">Row of each listener in the table of user factors.</param>
/// <param name="Confidences">The confidence c_ui of each listener, at least 1; that of all other users is 1.</param>
public sealed record Listeners(int[] Starts, int[] Users, float[] Confidences)
{
    internal void Check(int items, int users)
    {
        Require.Length(Require.NotNull(Starts).Length, items + 1L, nameof(Starts));
        Require.Length(Require.NotNull(Confidences).Length, Require.NotNull(Users).Length, nameof(Confidences));
        foreach (int user in Users) Require.Index(user, users, nameof(Users));
        foreach (float confidence in Confidences) Require.Between(confidence, 1, float.MaxValue, nameof(Confidences));
        Require.Between(Starts[0], 0, Users.Length, nameof(Starts));
        for (int i = 0; i < items; i++)
        {
            Require.Between(Starts[i + 1], Starts[i], Users.Length, nameof(Starts));
            if (Repeated(Users.AsSpan(Starts[i]..Starts[i + 1])) is { } user)
                throw new ArgumentException($"Item {i} has the listener {user} twice; give each listener once.");
        }
    }

    /// <summary>A user that comes twice, or null; users that already ascend are not sorted.</summary>
    private static int? Repeated(ReadOnlySpan<int> users)
    {
        bool ascending = true;
        for (int i = 1; i < users.Length && ascending; i++) ascending = users[i - 1] < users[i];
        if (ascending) return null;
        int[] sorted = System.Buffers.ArrayPool<int>.Shared.Rent(users.Length);
        users.CopyTo(sorted);
        Array.Sort(sorted, 0, users.Length);
        int? repeated = null;
        for (int i = 1; i < users.Length && repeated is null; i++)
            if (sorted[i - 1] == sorted[i]) repeated = sorted[i];
        System.Buffers.ArrayPool<int>.Shared.Return(sorted);
        return repeated;
    }
}

public sealed partial class Tape
{
    /// <summary>The weighted prediction error of item factors (van den Oord, Dieleman, Schrauwen 2013) over ALL users, exactly: mean over items
    /// of sum_u c_ui (p_ui - x_u . y_i)^2 with p = 1 for listeners, else 0. With G = X^T X it is y G y + sum over listeners of
    /// c (1 - x.y)^2 - (x.y)^2, so that users who did not listen cost nothing: [1].</summary>
    /// <param name="y">Predicted item factors, [items, rank].</param>
    /// <param name="users">User factors X, [users, rank]; held fixed.</param>
    /// <param name="gram">X^T X, [rank, rank].</param>
    /// <param name="listeners">Who listened to each item.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a confidence is below 1 or not finite, or an item has a listener twice.</exception>
    public Tensor WeightedPredictionError(Tensor y, Tensor users, Tensor gram, Listeners listeners)
    {
        Shape s = Require.NotNull(y).Shape;
        if (Require.NotNull(gram).Shape != new Shape(s.Columns, s.Columns) || Require.NotNull(users).Shape.Columns != s.Columns)
            throw new ArgumentException($"Item factors {s}, user factors {users.Shape} and Gram matrix {gram.Shape} do not fit.", nameof(y));
        Require.NotNull(listeners).Check(s.Rows, users.Shape.Rows);
        Tensor loss = Allocate(new Shape(1)), gradient = Allocate(s);
        Backend.WeightedPredictionError(y, users, gram, listeners, loss, gradient);
        return Loss(y, gradient, loss);
    }
}

public abstract partial class Backend
{
    /// <summary>loss = mean over items of y G y + sum c (1 - x.y)^2 - (x.y)^2; gradient = 2 (G y - sum (c (1 - x.y) + x.y) x) / items.</summary>
    public abstract void WeightedPredictionError(Tensor y, Tensor users, Tensor gram, Listeners listeners, Tensor loss, Tensor gradient);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void WeightedPredictionError(Tensor y, Tensor users, Tensor gram, Listeners listeners, Tensor loss, Tensor gradient)
    {
        MatMul(y, gram, false, false, add: false, gradient); // G y, symmetric
        SumOfRows(y.Shape.Rows, y.Shape.Columns, (y, users, listeners, gradient), static (s, row) =>
        {
            int n = s.y.Shape.Columns;
            float* y = s.y.Data + (nint)row * n, g = s.gradient.Data + (nint)row * n;
            double value = Dot.Run(y, g, n);
            for (int e = s.listeners.Starts[row]; e < s.listeners.Starts[row + 1]; e++)
            {
                float* x = s.users.Data + (nint)s.listeners.Users[e] * n;
                float score = Dot.Run(x, y, n), c = s.listeners.Confidences[e];
                value += c * (1.0 - score) * (1 - score) - (double)score * score;
                Maps.Run2<Functions.AddScaled>(x, g, g, n, -(c * (1 - score) + score));
            }
            Maps.Run1<Functions.Scale>(g, g, n, 2f / s.y.Shape.Rows);
            return value;
        }, 1.0 / y.Shape.Rows, loss);
    }
}

internal static partial class Definitions
{
    /// <summary>The sum over every user, listeners or not.</summary>
    public static double WeightedPredictionError(double[] y, double[] users, int rank, Listeners listeners)
    {
        int items = y.Length / rank;
        double sum = 0;
        for (int i = 0; i < items; i++)
        {
            for (int u = 0; u < users.Length / rank; u++)
            {
                int entry = Array.IndexOf(listeners.Users, u, listeners.Starts[i], listeners.Starts[i + 1] - listeners.Starts[i]);
                double score = Enumerable.Range(0, rank).Sum(k => users[u * rank + k] * y[i * rank + k]), p = entry < 0 ? 0 : 1;
                sum += (entry < 0 ? 1 : listeners.Confidences[entry]) * (p - score) * (p - score);
            }
        }
        return sum / items;
    }
}
