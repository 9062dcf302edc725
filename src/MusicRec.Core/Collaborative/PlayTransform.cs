using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>What a neighbourhood or regression model reads an entry of the interactions as.</summary>
public enum PlayTransform
{
    /// <summary>1 for every entry, whatever its weight.</summary>
    Binary = 0,

    /// <summary>ln(1 + weight); weights must be above -1.</summary>
    Log = 1,

    /// <summary>The weight itself.</summary>
    AsGiven = 2,
}

internal static class Plays
{
    /// <exception cref="MusicRecException">The weight has no finite transform.</exception>
    public static float Apply(PlayTransform transform, float weight)
    {
        if (transform != PlayTransform.Log) return transform == PlayTransform.Binary ? 1 : weight;
        float log = MathF.Log(1 + weight);
        return float.IsFinite(log) ? log : throw new MusicRecException(
            $"The weight {weight} has no finite {transform} transform. Use {PlayTransform.Binary} or mend the data.");
    }

    /// <summary>The same entries with transformed values.</summary>
    /// <exception cref="MusicRecException">A value has no finite transform.</exception>
    public static Csr Apply(PlayTransform transform, Csr plays)
    {
        if (transform == PlayTransform.AsGiven) return plays;
        var values = new float[plays.Values.Length];
        for (int e = 0; e < values.Length; e++) values[e] = Apply(transform, plays.Values[e]);
        return new Csr(plays.Rows, plays.Columns, plays.Offsets, plays.Indices, values);
    }
}
