using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>The matrix B of <see cref="Ease"/>, in whichever form it is kept.</summary>
internal abstract class EaseWeights
{
    /// <summary>scores = x B for a sparse x; overwrites. Shape [items].</summary>
    public abstract void Multiply(ReadOnlySpan<int> items, ReadOnlySpan<float> x, Span<float> scores);

    /// <summary>scores = x_u B for a user of the fit, whose plays are given.</summary>
    public virtual void MultiplyUser(int user, ReadOnlySpan<int> items, ReadOnlySpan<float> x, Span<float> scores) => Multiply(items, x, scores);

    public abstract void Save(ModelFile file);
}

/// <summary>B written down, shape [items, items].</summary>
internal sealed class DenseEaseWeights(Matrix b) : EaseWeights
{
    public override void Multiply(ReadOnlySpan<int> items, ReadOnlySpan<float> x, Span<float> scores)
    {
        scores.Clear();
        for (int e = 0; e < items.Length; e++)
        {
            var row = b[items[e]];
            float weight = x[e];
            for (int j = 0; j < scores.Length; j++) scores[j] += weight * row[j];
        }
    }

    public override void Save(ModelFile file) => file.Add("b", b);
}

/// <summary>The weights of B of largest size in each column; row i holds what item i adds to others.</summary>
internal sealed class SparseEaseWeights(Csr b) : EaseWeights
{
    public override void Multiply(ReadOnlySpan<int> items, ReadOnlySpan<float> x, Span<float> scores)
    {
        scores.Clear();
        for (int e = 0; e < items.Length; e++)
        {
            var to = b.RowIndices(items[e]);
            var weights = b.RowValues(items[e]);
            for (int k = 0; k < to.Length; k++) scores[to[k]] += x[e] * weights[k];
        }
    }

    public override void Save(ModelFile file) => SparseFile.Save(file, "b", b);
}

/// <summary>B through M = (X X' + lambda I)^-1, users x users. With h = x X' M X and d = lambda diag P:
/// (x B)_j = x_j - (x_j - h_j) / d_j. For a row of X itself, x - h = lambda M_u X.</summary>
internal sealed class DualEaseWeights(Csr byUser, Csr byItem, Matrix m, float[] diagonal, float lambda) : EaseWeights
{
    public override void Multiply(ReadOnlySpan<int> items, ReadOnlySpan<float> x, Span<float> scores)
    {
        var common = new float[byUser.Rows]; // X x
        for (int e = 0; e < items.Length; e++)
        {
            var users = byItem.RowIndices(items[e]);
            var values = byItem.RowValues(items[e]);
            for (int k = 0; k < users.Length; k++) common[users[k]] += x[e] * values[k];
        }
        var weights = new float[byUser.Rows]; // M X x
        for (int u = 0; u < common.Length; u++)
        {
            if (common[u] == 0) continue;
            var row = m[u];
            for (int v = 0; v < row.Length; v++) weights[v] += common[u] * row[v];
        }
        Gather(weights, scores);
        for (int e = 0; e < items.Length; e++) scores[items[e]] -= x[e]; // h - x
        for (int j = 0; j < scores.Length; j++) scores[j] /= diagonal[j];
        for (int e = 0; e < items.Length; e++) scores[items[e]] += x[e];
    }

    public override void MultiplyUser(int user, ReadOnlySpan<int> items, ReadOnlySpan<float> x, Span<float> scores)
    {
        Gather(m[user], scores);
        for (int j = 0; j < scores.Length; j++) scores[j] *= -lambda / diagonal[j];
        for (int e = 0; e < items.Length; e++) scores[items[e]] += x[e];
    }

    public override void Save(ModelFile file)
    {
        file.Add("m", m);
        file.Set("lambda", lambda);
    }

    // scores_j = sum over the listeners v of item j of weights_v x_vj
    private void Gather(ReadOnlySpan<float> weights, Span<float> scores)
    {
        var (offsets, users, values) = (byItem.Offsets, byItem.Indices, byItem.Values);
        int e = 0;
        for (int j = 0; j < scores.Length; j++)
        {
            int end = (int)offsets[j + 1];
            float sum = 0;
            for (; e < end; e++) sum += weights[users[e]] * values[e];
            scores[j] = sum;
        }
    }
}
