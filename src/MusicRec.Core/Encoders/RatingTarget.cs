using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>Ratings r_ui, through users' factors that stay as they are: mean over known ratings of (r_ui - x_u . y_i)^2.</summary>
public sealed class RatingTarget : EncoderTarget
{
    private readonly Matrix _userFactors;
    private readonly Csr _byItem;
    private readonly float _unit;

    /// <summary>Sets the target.</summary>
    /// <param name="userFactors">x_u, [users, factors].</param>
    /// <param name="ratings">Ratings, best less their mean.</param>
    public RatingTarget(Matrix userFactors, Interactions ratings)
    {
        (_userFactors, _byItem) = (Require.NotNull(userFactors), Require.NotNull(ratings).ByItem);
        Require.Length(userFactors.Rows, ratings.Users, nameof(userFactors));
        double squares = 0;
        for (int item = 0; item < _byItem.Rows; item++) foreach (float r in _byItem.RowValues(item)) squares += (double)r * r;
        _unit = squares > 0 ? (float)(ratings.Count / squares) : 1;
    }

    /// <inheritdoc/>
    public override int Items => _byItem.Rows;

    /// <inheritdoc/>
    public override int Width => _userFactors.Columns;

    /// <inheritdoc/>
    public override bool Has(int item) => _byItem.RowCount(item) > 0;

    internal override Tensor Loss(Tape tape, Tensor y, ReadOnlySpan<int> items)
    {
        var (users, places, ratings) = (new List<int>(), new List<int>(), new List<float>());
        for (int i = 0; i < items.Length; i++)
        {
            users.AddRange(_byItem.RowIndices(items[i]));
            ratings.AddRange(_byItem.RowValues(items[i]));
            places.AddRange(Enumerable.Repeat(i, _byItem.RowCount(items[i])));
        }
        var x = Rows(tape, _userFactors, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(users));
        var scores = tape.SumRows(tape.Multiply(x, tape.Gather(y, places.ToArray())));
        return tape.Affine(tape.MeanSquaredError(scores, tape.Input(new Shape(ratings.Count, 1), ratings.ToArray())), _unit);
    }
}
