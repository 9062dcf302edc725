using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public unsafe class GemmTests
{
    private delegate void Product(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add);

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 1, 1, 0 }, { 2, 3, 5 }, { 13, 7, 11 }, { 14, 32, 64 }, { 15, 33, 65 }, { 6, 16, 17 }, { 29, 97, 31 },
        { 1, 257, 19 }, { 61, 1, 23 }, { 31, 127, 331 }, { 17, 521, 3 }, { 3, 64, 643 }, { 70, 96, 100 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Every_width_and_transpose_agrees_with_the_definition(int m, int n, int k)
    {
        foreach (Product product in new Product[] { Gemm.Run, Gemm.Wide<Simd128>, Gemm.Wide<Simd256>, Gemm.Wide<Simd512> })
            for (int choice = 0; choice < 8; choice++) Check(product, m, n, k, (choice & 1) != 0, (choice & 2) != 0, (choice & 4) != 0);
    }

    [Theory]
    [InlineData(5, 7, 20_011)] // a long sum, cut along k
    [InlineData(150, 331, 77)]
    [InlineData(64, 64, 9000)]
    public void The_product_has_the_same_bits_on_any_number_of_threads(int m, int n, int k)
    {
        var runs = new[] { 1, 2, 7 }.Select(threads => Result(Threaded(threads), m, n, k, true, false, true)).ToArray();
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
        Check(Threaded(2), m, n, k, true, false, true);
    }

    [Fact]
    public void A_block_of_the_product_has_the_bits_of_the_whole()
    {
        var (a, b) = (Draw.Floats(50 * 700, 1), Draw.Floats(700 * 90, 2));
        var (whole, blocks) = (new float[50 * 90], new float[50 * 90]);
        fixed (float* pa = a, pb = b, w = whole, s = blocks)
        {
            Gemm.Run(50, 90, 700, new Operand(pa, 700), new Operand(pb, 90), w, 90, false);
            for (int i = 0; i < 50; i += 7)
                for (int j = 0; j < 90; j += 29)
                    Gemm.Run(Math.Min(7, 50 - i), Math.Min(29, 90 - j), 700,
                        new Operand(pa + i * 700, 700), new Operand(pb + j, 90), s + i * 90 + j, 90, false);
        }
        Assert.Equal(whole, blocks);
    }

    [Theory]
    [InlineData(3, 7, 33, 19), InlineData(4, 31, 64, 400), InlineData(2, 40, 300, 130)]
    public void Slices_have_the_bits_of_products_of_their_own(int slices, int m, int n, int k)
    {
        var (a, b) = (Draw.Floats(slices * 50 + m * 5 + k, 1), Draw.Floats(k * n, 2)); // rows of A overlap
        var (alone, together) = (new float[slices * m * n], new float[slices * m * n]);
        fixed (float* pa = a, pb = b, one = alone, all = together)
        {
            for (int s = 0; s < slices; s++) Gemm.Run(m, n, k, new Operand(pa + s * 50, 5), new Operand(pb, n), one + s * m * n, n, false);
            Gemm.Slices(slices, m, n, k, new Operand(pa, 5), 50, new Operand(pb, n), all, n, m * n, false);
        }
        Assert.Equal(alone, together);
    }

    private static Product Threaded(int threads) => (m, n, k, a, b, c, ldc, add) => MatrixProduct.Run(m, n, k, a, b, c, ldc, add, threads);

    private static void Check(Product product, int m, int n, int k, bool ta, bool tb, bool add)
    {
        var (expected, actual) = (Result(Gemm.Reference, m, n, k, ta, tb, add), Result(product, m, n, k, ta, tb, add));
        double tolerance = 1e-6 * (3 + Math.Sqrt(k)); // rounding of a sum of k products of size below 1 grows like sqrt(k)
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"[{m},{n},{k}] ta {ta} tb {tb} add {add}: at {i} {actual[i]}, not {expected[i]}");
    }

    // C is wider than n: the columns beyond must keep their values, which the comparison covers.
    private static float[] Result(Product product, int m, int n, int k, bool ta, bool tb, bool add)
    {
        const int beyond = 3;
        var (a, b, c) = (Draw.Floats(m * k + 5 * (m + k), 1), Draw.Floats(k * n + 5 * (n + k), 2), Draw.Floats(m * (n + beyond), 3));
        fixed (float* pa = a, pb = b, pc = c)
            product(m, n, k, new Operand(pa, (ta ? m : k) + 5, ta), new Operand(pb, (tb ? k : n) + 4, tb), pc, n + beyond, add);
        return c;
    }
}
