using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>The plays themselves, through users' factors that stay as they are: the weighted prediction error of van den Oord, Dieleman, Schrauwen
/// 2013, eq. 5, over all users and exactly (see <see cref="Tape.WeightedPredictionError"/>).</summary>
public sealed class WeightedPredictionTarget : EncoderTarget
{
    private readonly Matrix _userFactors;
    private readonly Csr _byItem;
    private readonly FactorTarget? _start;
    private readonly float _unit;
    private Tensor? _users, _gram;

    /// <summary>Sets the target.</summary>
    /// <param name="userFactors">x_u, [users, factors].</param>
    /// <param name="confidences">c_ui, above 0, of each pair with plays, where a pair without weighs 1: see <see cref="Confidence"/>.</param>
    /// <param name="itemFactors">The fitted item factors, for the mean and the size of what is predicted; null to begin at 0.</param>
    public WeightedPredictionTarget(Matrix userFactors, Interactions confidences, Matrix? itemFactors = null)
    {
        (_userFactors, _byItem) = (Require.NotNull(userFactors), Require.NotNull(confidences).ByItem);
        Require.Length(userFactors.Rows, confidences.Users, nameof(userFactors));
        if (itemFactors is not null)
        {
            Require.Length(itemFactors.Rows, confidences.Items, nameof(itemFactors));
            Require.Length(itemFactors.Columns, userFactors.Columns, nameof(itemFactors));
            _start = new FactorTarget(itemFactors);
        }
        double sum = 0;
        for (int item = 0; item < _byItem.Rows; item++)
            foreach (float c in _byItem.RowValues(item)) sum += Require.Positive(c, nameof(confidences));
        _unit = sum > 0 ? (float)(_byItem.Rows / sum) : 1;
    }

    /// <inheritdoc/>
    public override int Items => _byItem.Rows;

    /// <inheritdoc/>
    public override int Width => _userFactors.Columns;

    /// <inheritdoc/>
    public override bool Has(int item) => _byItem.RowCount(item) > 0;

    internal override (float[] Mean, float Scale) Output(int[] items) => _start?.Output(items) ?? base.Output(items);

    internal override Tensor Loss(Tape tape, Tensor y, ReadOnlySpan<int> items)
    {
        if (_users is null || _gram is null || _users.Backend != tape.Backend) (_users, _gram) = Constants(tape.Backend);
        var starts = new int[items.Length + 1];
        for (int i = 0; i < items.Length; i++) starts[i + 1] = starts[i] + _byItem.RowCount(items[i]);
        var listeners = new Listeners(starts, new int[starts[^1]], new float[starts[^1]]);
        for (int i = 0; i < items.Length; i++)
        {
            _byItem.RowIndices(items[i]).CopyTo(listeners.Users.AsSpan(starts[i]));
            _byItem.RowValues(items[i]).CopyTo(listeners.Confidences.AsSpan(starts[i]));
        }
        return tape.Affine(tape.WeightedPredictionError(y, _users, _gram, listeners), _unit);
    }

    private (Tensor Users, Tensor Gram) Constants(Backend backend)
    {
        int users = _userFactors.Rows, width = Width;
        var (values, gram) = (new float[users * width], new float[width * width]);
        for (int u = 0; u < users; u++) _userFactors[u].CopyTo(values.AsSpan(u * width));
        var sums = new double[width * width];
        for (int u = 0; u < users; u++)
            for (int j = 0; j < width; j++)
                for (int k = 0; k < width; k++) sums[j * width + k] += (double)values[u * width + j] * values[u * width + k];
        for (int i = 0; i < gram.Length; i++) gram[i] = (float)sums[i];
        return (new Tensor(backend, new Shape(users, width), values), new Tensor(backend, new Shape(width, width), gram));
    }
}
