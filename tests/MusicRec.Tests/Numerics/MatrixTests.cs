using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public unsafe class MatrixTests
{
    [Theory]
    [InlineData(0, 1), InlineData(1, 1), InlineData(3, 15), InlineData(3, 16), InlineData(5, 17), InlineData(2, 331)]
    public void Rows_hold_the_values_and_start_on_64_bytes_with_zeros_behind(int rows, int columns)
    {
        float[] values = Draw.Floats(rows * columns, 1);
        var matrix = Matrix.From(values, rows, columns);
        Assert.Equal(0, matrix.Stride % 16);
        for (int r = 0; r < rows; r++)
        {
            Assert.Equal(values[(r * columns)..((r + 1) * columns)], matrix[r].ToArray());
            float* row = matrix.Pointer + (nint)r * matrix.Stride;
            Assert.Equal(0, (nint)row % 64);
            for (int c = columns; c < matrix.Stride; c++) Assert.Equal(0, row[c]);
        }
        GC.KeepAlive(matrix);
    }

    [Fact]
    public void Impossible_sizes_and_rows_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(int.MaxValue, 2));
        Assert.Throws<ArgumentException>(() => Matrix.From([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(2, 2)[2].Length);
    }
}
