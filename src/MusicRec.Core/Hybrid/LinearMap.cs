using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>factors = W features + b. Fitted by <see cref="RidgeRegression"/> and <see cref="ContentWmf"/>.</summary>
public sealed class LinearMap : FactorMap
{
    internal const int Number = 1;
    private readonly Matrix _weights; // [outputs, inputs]
    private readonly float[] _intercept;

    internal LinearMap(Matrix weights, float[] intercept) => (_weights, _intercept) = (weights, intercept);

    /// <summary>factors = features, for content that is factors already: what an encoder of sound predicts.</summary>
    /// <param name="size">Number of factors.</param>
    public static LinearMap Identity(int size)
    {
        var weights = new Matrix(Require.Positive(size), size);
        for (int k = 0; k < size; k++) weights.Row(k)[k] = 1;
        return new(weights, new float[size]);
    }

    /// <inheritdoc/>
    public override int Inputs => _weights.Columns;

    /// <inheritdoc/>
    public override int Outputs => _weights.Rows;

    /// <summary>W, [outputs, inputs].</summary>
    public Matrix Weights => _weights;

    /// <summary>b, [outputs].</summary>
    public ReadOnlySpan<float> Intercept => _intercept;

    internal override void Write(ModelFile file)
    {
        file.Set("map", Number);
        file.Add("map.weights", _weights);
        file.Add("map.intercept", _intercept, _intercept.Length);
    }

    internal static LinearMap ReadLinear(ModelFile file)
    {
        var weights = file.GetMatrix("map.weights");
        if (weights.Rows == 0) throw new MusicRecException("The linear map has no outputs; the file is damaged.");
        return new(weights, file.GetFinite("map.intercept", weights.Rows));
    }

    private protected override Matrix Map(Matrix features)
    {
        var products = new float[(long)features.Rows * Outputs];
        MatrixProduct.RowsByRows(features, _weights, products, WorkerTeam.Threads(0));
        var factors = new Matrix(features.Rows, Outputs);
        for (int r = 0; r < features.Rows; r++)
            for (int k = 0; k < Outputs; k++) factors.Row(r)[k] = products[r * Outputs + k] + _intercept[k];
        return factors;
    }
}
