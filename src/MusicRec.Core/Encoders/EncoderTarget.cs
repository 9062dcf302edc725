using MusicRec.Compute;

namespace MusicRec.Encoders;

/// <summary>What an encoder is fitted to: <see cref="FactorTarget"/>, <see cref="WeightedPredictionTarget"/>, <see cref="RatingTarget"/> or
/// <see cref="TagTarget"/>.</summary>
public abstract class EncoderTarget
{
    private protected EncoderTarget()
    {
    }

    /// <summary>Number of items of the catalogue.</summary>
    public abstract int Items { get; }

    /// <summary>Length of the vectors that the encoder will give.</summary>
    public abstract int Width { get; }

    /// <summary>Whether an item has something to be fitted to.</summary>
    public abstract bool Has(int item);

    /// <summary>Where outputs should begin, and how large they are: y = mean + scale x network.</summary>
    internal virtual (float[] Mean, float Scale) Output(int[] items) => (new float[Width], 1);

    /// <summary>The loss of a batch, a tensor of one, made of y, [batch, Width]; of the order of 1 at the start.</summary>
    internal abstract Tensor Loss(Tape tape, Tensor y, ReadOnlySpan<int> items);

    /// <summary>Rows of a matrix as a tensor.</summary>
    private protected static Tensor Rows(Tape tape, Numerics.Matrix matrix, ReadOnlySpan<int> rows, bool unit = false)
    {
        var values = new float[rows.Length * matrix.Columns];
        for (int r = 0; r < rows.Length; r++) matrix[rows[r]].CopyTo(values.AsSpan(r * matrix.Columns));
        var tensor = tape.Input(new Shape(rows.Length, matrix.Columns), values);
        return unit ? tape.NormalizeRows(tensor) : tensor;
    }
}
