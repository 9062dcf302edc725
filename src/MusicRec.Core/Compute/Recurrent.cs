namespace MusicRec.Compute;

/// <summary>Checks that recurrent layers share.</summary>
internal static class Recurrent
{
    /// <exception cref="ArgumentException">The shapes do not fit, or a length is not within the sequence.</exception>
    public static (int Batch, int Time, int Units) Check(
        Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor? start, ReadOnlySpan<int> lengths, int gates)
    {
        Shape s = Require.NotNull(x).Shape, w = Require.NotNull(inputWeight).Shape, u = Require.NotNull(stateWeight).Shape;
        if (s.Rank != 3 || w.Rank != 2 || u.Rank != 2 || s[2] != w[1] || w[0] != gates * u[1] || u[0] != w[0])
            throw new ArgumentException($"A sequence of shape {s} does not fit weights of shapes {w} and {u} with {gates} gates.", nameof(x));
        if (start is not null && start.Shape != new Shape(s[0], u[1]))
            throw new ArgumentException($"A first state of shape {start.Shape} does not fit; it must be [{s[0]}, {u[1]}].", nameof(start));
        if (lengths.Length > 0) Require.Length(lengths.Length, s[0], nameof(lengths));
        foreach (int length in lengths) Require.Between(length, 1, s[1], nameof(lengths));
        return (s[0], s[1], u[1]);
    }
}
