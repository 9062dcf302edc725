using MusicRec.Kernels;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public unsafe class PictureKernelTests
{
    public static TheoryData<int> Channels => [1, 3, 4, 7, 8, 13, 16, 31, 33, 64];

    [Theory, MemberData(nameof(Channels))]
    public void Columns_are_shifted_and_scaled_as_defined(int n)
    {
        const int rows = 5;
        float[] x = Draw.Floats(rows * n, 1), d = Draw.Floats(rows * n, 2), m = Draw.Floats(n, 3), a = Draw.Floats(n, 4), b = Draw.Floats(n, 5);
        float[] k = Draw.Floats(n, 6), y = [.. new float[rows * n], 42], sum = [.. Draw.Floats(rows * n, 7), 42];
        float[] expectedY = new float[rows * n], expectedSum = sum[..^1];
        ColumnScale.Reference(x, m, a, b, null, null, expectedY);
        ColumnScale.Reference(x, m, a, b, d, k, expectedSum);
        fixed (float* px = x, pd = d, pm = m, pa = a, pb = b, pk = k, py = y, ps = sum)
        {
            ColumnScale.Run(px, pm, pa, pb, py, rows, n);
            ColumnScale.AddWith(px, pm, pa, pb, pd, pk, ps, rows, n);
        }
        for (int i = 0; i < rows * n; i++) Assert.Equal(expectedY[i], y[i], 1e-6f);
        for (int i = 0; i < rows * n; i++) Assert.Equal(expectedSum[i], sum[i], 1e-6f);
        Assert.Equal((42f, 42f), (y[^1], sum[^1]));
    }

    [Theory, MemberData(nameof(Channels))]
    public void Runs_are_copied_and_added_as_defined(int n)
    {
        const int count = 4;
        foreach (var (fromStep, toStep) in ((int, int)[])[(n, n + 3), (n + 2, Math.Max(1, n / 2))]) // the second: targets that overlap
        {
            float[] from = Draw.Floats((count - 1) * fromStep + n, 1);
            foreach (bool add in (bool[])[false, true])
            {
                float[] to = [.. Draw.Floats((count - 1) * toStep + n, 2), 42], expected = [.. to];
                Runs.Reference(from, fromStep, expected, toStep, count, n, add);
                fixed (float* pf = from, pt = to)
                {
                    if (add) Runs.Add(pf, fromStep, pt, toStep, count, n);
                    else Runs.Copy(pf, fromStep, pt, toStep, count, n);
                }
                Assert.Equal(expected, to);
            }
        }
    }

    [Theory, MemberData(nameof(Channels))]
    public void The_largest_of_a_window_and_its_place_are_found(int n)
    {
        const int rows = 2, columns = 3, width = 4, start = 5; // a window of rows of 4, its first row and column outside
        int step = 5 * n;
        float[] x = [.. Draw.Floats(rows * step, n).Select(v => MathF.Round(3 * v))]; // ties are likely
        float[] max = [.. new float[n], 42], places = [.. new float[n], 42], d = Draw.Floats(n, 2), dx = new float[rows * step];
        fixed (float* px = x, pm = max, pp = places, pd = d, pdx = dx)
        {
            MaxWindow.Run(px, step, rows, columns, start, width, n, pm, pp);
            MaxWindow.Add(pdx, step, rows, columns, start, width, n, pd, pp);
        }
        for (int c = 0; c < n; c++)
        {
            var samples = Enumerable.Range(0, rows * columns)
                .Select(s => (At: s / columns * step + s % columns * n + c, Number: start + s / columns * width + s % columns)).ToList();
            var first = samples.MaxBy(s => x[s.At]);
            Assert.Equal((x[first.At], (float)first.Number), (max[c], places[c]));
            foreach (var (at, _) in samples) Assert.Equal(at == first.At ? d[c] : 0, dx[at]);
        }
        Assert.Equal((42f, 42f), (max[^1], places[^1]));
    }

    [Theory, MemberData(nameof(Channels))]
    public void A_window_with_a_NaN_has_no_largest(int n)
    {
        for (int bad = 0; bad < 4; bad++)
        {
            float[] x = Draw.Floats(4 * n, 1), max = new float[n], places = new float[n];
            x.AsSpan(bad * n, n).Fill(float.NaN);
            fixed (float* px = x, pm = max, pp = places) MaxWindow.Run(px, 2 * n, 2, 2, 0, 2, n, pm, pp);
            Assert.All(max, value => Assert.True(float.IsNaN(value)));
        }
    }
}
