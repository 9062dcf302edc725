using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Chosen rows of a matrix as a tensor of a step, through one buffer.</summary>
internal sealed class RowBatch(Matrix rows)
{
    private float[] _buffer = [];

    public Tensor On(Tape tape, ReadOnlySpan<int> chosen)
    {
        int columns = rows.Columns, length = chosen.Length * columns;
        if (_buffer.Length < length) _buffer = new float[length];
        for (int b = 0; b < chosen.Length; b++) rows[chosen[b]].CopyTo(_buffer.AsSpan(b * columns, columns));
        return tape.Input(new Shape(chosen.Length, columns), _buffer.AsSpan(0, length));
    }
}
