namespace MusicRec.Compute;

/// <summary>Checks that recurrent layers share.</summary>
internal static class Recurrent
{
    /// <exception cref="ArgumentException">The shapes do not fit, or a length is not within the sequence.</exception>
    public static (int Batch, int Time, int Units) Check(
        Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor stateBias, Tensor? start, ReadOnlySpan<int> lengths, int gates)
    {
        Shape s = Require.NotNull(x).Shape, w = Require.NotNull(inputWeight).Shape, u = Require.NotNull(stateWeight).Shape;
        if (s.Rank != 3) throw new ArgumentException($"Sequences have the shape [batch, time, inputs], not {s}.", nameof(x));
        CheckWeights(s, w, u, stateBias, gates);
        if (start is not null && start.Shape != new Shape(s[0], u[1]))
            throw new ArgumentException($"A first state of shape {start.Shape} does not fit; it must be [{s[0]}, {u[1]}].", nameof(start));
        if (lengths.Length > 0) Require.Length(lengths.Length, s[0], nameof(lengths));
        foreach (int length in lengths) Require.Between(length, 1, s[1], nameof(lengths));
        return (s[0], s[1], u[1]);
    }

    /// <exception cref="ArgumentException">Inputs [.., inputs], weights [gates units, inputs] and [gates units, units] and a bias of the state
    /// [gates units] do not fit.</exception>
    public static void CheckWeights(Shape input, Shape inputWeight, Shape stateWeight, Tensor stateBias, int gates)
    {
        bool fits = inputWeight.Rank == 2 && stateWeight.Rank == 2 && input[-1] == inputWeight[1]
            && inputWeight[0] == gates * (long)stateWeight[1] && stateWeight[0] == inputWeight[0];
        if (!fits)
            throw new ArgumentException(
                $"An input of shape {input} does not fit weights of shapes {inputWeight} and {stateWeight} with {gates} gates.", nameof(input));
        Require.Length(Require.NotNull(stateBias).Length, stateWeight[0], nameof(stateBias));
    }
}
