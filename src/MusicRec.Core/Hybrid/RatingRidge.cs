using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>The ridge regression of one user's or item's ratings: w minimises sum (t_e - z_e . w)^2 + sum_k penalty_k w_k^2, where t is what the
/// known part of a prediction leaves of the rating. Of few ratings the system of the ratings is solved, (I + Z D^-1 Z') s = t, w = D^-1 Z' s, with
/// D the penalties; of many that of the vectors, (Z'Z + D) w = Z' t. For one thread.</summary>
/// <param name="penalty">Penalties, [n], at least 0.</param>
/// <param name="width">Length of a vector, of which z is the rear part.</param>
internal sealed class RatingRidge(double[] penalty, int width)
{
    private readonly double[] _none = new double[penalty.Length];
    private readonly double[] _roots = [.. penalty.Select(p => 1 / Math.Sqrt(p))];
    private readonly bool _penalized = Array.TrueForAll(penalty, p => p > 0);
    private double[] _system = [], _left = [], _scaled = [];

    /// <summary>w, [n].</summary>
    public double[] Solution { get; } = new double[penalty.Length];

    /// <summary>Finds w.</summary>
    /// <param name="vectors">Vectors of the other side, [rows, width].</param>
    /// <param name="from">Where z begins.</param>
    /// <param name="rows">The rows that were rated.</param>
    /// <param name="ratings">The ratings.</param>
    /// <param name="known">Weights of the first numbers of a vector, whose part of the prediction is known.</param>
    /// <exception cref="MusicRecException">The ratings do not determine w.</exception>
    public void Solve(double[] vectors, int from, ReadOnlySpan<int> rows, ReadOnlySpan<float> ratings, ReadOnlySpan<double> known)
    {
        int order = rows.Length < Solution.Length && _penalized ? rows.Length : Solution.Length;
        if (_system.Length < order * order) _system = new double[order * order];
        if (_left.Length < rows.Length) _left = new double[rows.Length];
        _system.AsSpan(0, order * order).Clear();
        for (int e = 0; e < rows.Length; e++)
            _left[e] = ratings[e] - DoubleCholesky.Dot(vectors.AsSpan(rows[e] * width, known.Length), known);
        if (order == Solution.Length) ByVectors(vectors, from, rows);
        else ByRatings(vectors, from, rows);
    }

    private void ByRatings(double[] vectors, int from, ReadOnlySpan<int> rows)
    {
        int n = Solution.Length, count = rows.Length;
        if (_scaled.Length < count * n) _scaled = new double[count * n];
        for (int e = 0; e < count; e++)
        {
            var z = vectors.AsSpan(rows[e] * width + from, n);
            var to = _scaled.AsSpan(e * n, n);
            for (int k = 0; k < n; k++) to[k] = z[k] * _roots[k];
            for (int f = 0; f <= e; f++) _system[e * count + f] = DoubleCholesky.Dot(to, _scaled.AsSpan(f * n, n));
            _system[e * count + e] += 1;
        }
        Factor(count);
        DoubleCholesky.Solve(_system, count, _left.AsSpan(0, count));
        Array.Clear(Solution);
        for (int e = 0; e < count; e++)
            for (int k = 0; k < n; k++) Solution[k] += _left[e] * _scaled[e * n + k];
        for (int k = 0; k < n; k++) Solution[k] *= _roots[k];
    }

    private void ByVectors(double[] vectors, int from, ReadOnlySpan<int> rows)
    {
        int n = Solution.Length;
        Array.Clear(Solution);
        for (int e = 0; e < rows.Length; e += 4)
        {
            ReadOnlySpan<double> z0 = Rear(e, rows), z1 = Rear(e + 1, rows), z2 = Rear(e + 2, rows), z3 = Rear(e + 3, rows);
            for (int i = 0; i < n; i++)
                DoubleGram.AddRow(_system.AsSpan(i * n, i + 1), z0[..(i + 1)], z1[..(i + 1)], z2[..(i + 1)], z3[..(i + 1)], i);
        }
        for (int e = 0; e < rows.Length; e++)
        {
            var z = Rear(e, rows);
            for (int k = 0; k < n; k++) Solution[k] += _left[e] * z[k];
        }
        for (int k = 0; k < n; k++) _system[k * n + k] += penalty[k];
        Factor(n);
        DoubleCholesky.Solve(_system, n, Solution);

        ReadOnlySpan<double> Rear(int e, ReadOnlySpan<int> rated) => e < rated.Length ? vectors.AsSpan(rated[e] * width + from, n) : _none;
    }

    private void Factor(int order)
    {
        if (!DoubleCholesky.Factor(_system, order)) throw new MusicRecException("The ratings leave a vector undetermined; raise the regularization.");
    }
}
