namespace MusicRec.Compute;

/// <summary>How a smaller operand is spread over a larger one of shape [rows, columns].</summary>
public enum Broadcast
{
    /// <summary>Equal shapes.</summary>
    None,

    /// <summary>One row for all rows.</summary>
    Row,

    /// <summary>One value per row.</summary>
    Column,

    /// <summary>One value for all.</summary>
    Scalar,
}

internal static class Broadcasts
{
    /// <exception cref="ArgumentException">The smaller shape cannot be spread over the larger.</exception>
    public static Broadcast Of(Shape larger, Shape smaller)
    {
        if (larger == smaller) return Broadcast.None;
        if (smaller.Length == 1) return Broadcast.Scalar;
        if (smaller.Length == larger.Columns && smaller.Columns == larger.Columns) return Broadcast.Row;
        if (smaller.Length == larger.Rows && smaller.Columns == 1) return Broadcast.Column;
        throw new ArgumentException($"Shape {smaller} cannot be spread over {larger}: it must be equal, a row, a column [.., 1] or one value.");
    }
}
