using FsCheck.Xunit;
using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class CsrTests
{
    [Property(MaxTest = 100)]
    public void Transposing_moves_every_entry_and_twice_gives_the_matrix_back(byte rows, byte columns, int seed)
    {
        var matrix = Draw.Interactions(1 + rows, 1 + columns, plays: 2 * rows, seed).ByUser;
        var transposed = matrix.Transpose();
        Assert.Equal(Entries(matrix).Order(), Entries(transposed).Select(e => (Row: e.Column, Column: e.Row, e.Value)).Order());
        for (int r = 0; r < transposed.Rows; r++) Assert.Equal(transposed.RowIndices(r).ToArray().Order(), transposed.RowIndices(r).ToArray());
        Assert.Equal(Entries(matrix), Entries(transposed.Transpose()));
    }

    [Fact]
    public void Arrays_that_do_not_agree_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Csr(2, 3, [0, 1], [0], [1]));
        Assert.Throws<ArgumentException>(() => new Csr(2, 3, [0, 1, 2], [0], [1]));
        Assert.Throws<ArgumentException>(() => new Csr(2, 3, [0, 1, 1], [0], []));
    }

    private static List<(int Row, int Column, float Value)> Entries(Csr matrix)
    {
        var entries = new List<(int, int, float)>();
        for (int r = 0; r < matrix.Rows; r++)
            for (int e = 0; e < matrix.RowCount(r); e++) entries.Add((r, matrix.RowIndices(r)[e], matrix.RowValues(r)[e]));
        return entries;
    }
}
