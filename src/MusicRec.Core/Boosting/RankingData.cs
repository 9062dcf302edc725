using MusicRec.Numerics;

namespace MusicRec.Boosting;

/// <summary>Rows of features in queries, such as the candidates of a playlist, with their relevance. Immutable.</summary>
public sealed class RankingData
{
    private readonly float[] _relevance;
    private readonly int[] _offsets;

    /// <summary>Copies relevance and offsets.</summary>
    /// <param name="features">Shape [rows, features]; finite.</param>
    /// <param name="relevance">Relevance of each row, 0 to 30, shape [rows].</param>
    /// <param name="offsets">Query q holds rows offsets[q] .. offsets[q + 1] - 1: queries + 1 numbers that never fall, from 0 to the number of
    /// rows.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is not finite.</exception>
    public RankingData(Matrix features, ReadOnlySpan<float> relevance, ReadOnlySpan<int> offsets)
    {
        Features = Require.NotNull(features);
        Require.Length(relevance.Length, features.Rows, nameof(relevance));
        if (offsets.IsEmpty || offsets[0] != 0 || offsets[^1] != features.Rows)
            throw new ArgumentException($"offsets must go from 0 to the number of rows, {features.Rows}.", nameof(offsets));
        for (int q = 1; q < offsets.Length; q++)
            if (offsets[q] < offsets[q - 1]) throw new ArgumentException($"offsets fall at query {q - 1}; they must not.", nameof(offsets));
        foreach (float grade in relevance) Require.Between(grade, 0, 30, nameof(relevance));
        for (int r = 0; r < features.Rows; r++)
            if (features[r].ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                throw new ArgumentException($"Row {r} of the features is not finite; let a number stand for what is missing.", nameof(features));
        (_relevance, _offsets) = (relevance.ToArray(), offsets.ToArray());
    }

    /// <summary>Shape [rows, features].</summary>
    public Matrix Features { get; }

    /// <summary>Relevance of each row.</summary>
    public ReadOnlySpan<float> Relevance => _relevance;

    /// <summary>Queries + 1 offsets of each query's first row.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>Number of queries.</summary>
    public int Queries => _offsets.Length - 1;
}
