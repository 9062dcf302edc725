namespace MusicRec.Kernels;

/// <summary>The entries of one user (or item) and the other side's factors: what its half-sweep equations are made of.
/// With c_e the confidence of entry e, p_e = 1 where its signed confidence is positive, else 0:
/// A = base + sum_e (c_e - counted) y_e y_e' and b = sum_e c_e p_e y_e.</summary>
/// <param name="factors">The other side's factors, row-major.</param>
/// <param name="stride">Floats from row to row.</param>
/// <param name="indices">The other side's row of each entry.</param>
/// <param name="signed">Confidence of each entry, negative where the preference is 0.</param>
/// <param name="count">Number of entries.</param>
/// <param name="counted">Weight that the base matrix already gives to every pair, observed ones too.</param>
internal readonly unsafe struct AlsEntries(float* factors, int stride, int* indices, float* signed, int count, float counted)
{
    public readonly float* Factors = factors;
    public readonly int Stride = stride;
    public readonly int* Indices = indices;
    public readonly float* Signed = signed;
    public readonly int Count = count;
    public readonly float Counted = counted;

    /// <summary>Pointers to the rows of entries from .. from + n - 1, then those of the next <see cref="AlsRows.Group"/> entries
    /// (the first row where there are none): a list that loops over whole groups, or looks ahead, may read on.</summary>
    public void Rows(int from, int n, float** rows)
    {
        int known = Math.Min(Count - from, n + AlsRows.Group);
        for (int e = 0; e < known; e++) rows[e] = Factors + (nint)Indices[from + e] * Stride;
        for (int e = known; e < n + AlsRows.Group; e++) rows[e] = rows[0];
    }

    /// <summary>Weight of entry e's outer product.</summary>
    public float Weight(int e) => MathF.Abs(Signed[e]) - Counted;

    /// <summary>Weight of entry e in the right-hand side.</summary>
    public float Target(int e) => MathF.Max(Signed[e], 0);
}
