using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>How far a predicted vector is from its target.</summary>
public enum FactorLoss
{
    /// <summary>Mean squared difference.</summary>
    SquaredError,

    /// <summary>Mean squared difference from the target at length 1: its popularity is left out (Dieleman 2014).</summary>
    UnitSquaredError,

    /// <summary>1 - cosine (Oramas et al. 2017).</summary>
    Cosine,
}

/// <summary>Vectors to be predicted: latent factors of a fitted model, profiles, embeddings. Items whose vector is all zeros, as a model gives to
/// items that nobody played, have nothing to be fitted to.</summary>
public sealed class FactorTarget : EncoderTarget
{
    private readonly Matrix _vectors;
    private readonly FactorLoss _loss;
    private float _unit = 1; // loss of the mean, so that 1 means nothing was learnt

    /// <summary>Sets the target.</summary>
    /// <param name="vectors">[items, width], finite.</param>
    /// <param name="loss">How a difference is judged.</param>
    public FactorTarget(Matrix vectors, FactorLoss loss = FactorLoss.SquaredError) =>
        (_vectors, _loss) = (Require.NotNull(vectors), Require.Defined(loss));

    /// <inheritdoc/>
    public override int Items => _vectors.Rows;

    /// <inheritdoc/>
    public override int Width => _vectors.Columns;

    /// <inheritdoc/>
    public override bool Has(int item) => _vectors[item].IndexOfAnyExcept(0f) >= 0;

    internal override (float[] Mean, float Scale) Output(int[] items)
    {
        if (_loss == FactorLoss.Cosine) return base.Output(items);
        var mean = new double[Width];
        double squares = 0;
        foreach (int item in items)
            for (int k = 0; k < Width; k++) mean[k] += Value(item, k) / items.Length;
        foreach (int item in items)
            for (int k = 0; k < Width; k++) squares += Math.Pow(Value(item, k) - mean[k], 2);
        double variance = squares / ((double)items.Length * Width);
        _unit = variance > 0 ? (float)(1 / variance) : 1;
        return ([.. mean.Select(m => (float)m)], variance > 0 ? (float)Math.Sqrt(variance) : 1);
    }

    internal override Tensor Loss(Tape tape, Tensor y, ReadOnlySpan<int> items) => _loss == FactorLoss.Cosine
        ? tape.CosineLoss(y, Rows(tape, _vectors, items))
        : tape.Affine(tape.MeanSquaredError(y, Rows(tape, _vectors, items, _loss == FactorLoss.UnitSquaredError)), _unit);

    private double Value(int item, int k)
    {
        if (_loss == FactorLoss.SquaredError) return _vectors[item][k];
        double squares = 0;
        foreach (float v in _vectors[item]) squares += (double)v * v;
        return _vectors[item][k] / Math.Sqrt(squares);
    }
}
