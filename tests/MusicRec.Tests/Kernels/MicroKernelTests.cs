using System.Reflection;
using MusicRec.Kernels;
using MusicRec.Tests.House;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public unsafe class MicroKernelTests
{
    private delegate void Kernel(nint k, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, bool add);

    [Fact]
    public void The_committed_text_is_what_the_generator_writes()
    {
        string path = Repository.PathOf("src/MusicRec.Core/Kernels/Generated/MicroKernels.cs");
        if (Environment.GetEnvironmentVariable("MUSICREC_REGENERATE") == "1") File.WriteAllText(path, MicroKernelGenerator.Generate());
        Assert.True(File.ReadAllText(path) == MicroKernelGenerator.Generate(),
            "MicroKernels.cs differs from its generator. Write it anew: MUSICREC_REGENERATE=1 dotnet test --filter MicroKernelTests");
    }

    [Theory]
    [InlineData(1), InlineData(37)]
    public void Every_kernel_at_every_width_agrees_with_the_definition(int k)
    {
        var kernels = typeof(MicroKernels).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name.Contains('x')).ToArray();
        Assert.Equal(32, kernels.Length);
        foreach (var method in kernels)
        {
            var size = method.Name.Replace("Direct", "").Replace("Strided", "").Split('x').Select(int.Parse).ToArray();
            foreach (var (width, lanes) in new[] { (typeof(Simd128), 4), (typeof(Simd256), 8), (typeof(Simd512), 16) })
            {
                var kernel = method.MakeGenericMethod(width).CreateDelegate<Kernel>();
                Check(kernel, method.Name, size[0], size[1] * lanes, k, method.Name.StartsWith("Strided", StringComparison.Ordinal), add: false);
                Check(kernel, method.Name, size[0], size[1] * lanes, k, method.Name.StartsWith("Strided", StringComparison.Ordinal), add: true);
            }
        }
    }

    private static void Check(Kernel kernel, string name, int m, int n, int k, bool strided, bool add)
    {
        int lda = strided ? m + 3 : k + 3;
        var (a, b, actual, expected) = (Draw.Floats(lda * Math.Max(m, k), 1),
            Draw.Floats(k * (n + 1), 2), Draw.Floats(m * (n + 2), 3), Draw.Floats(m * (n + 2), 3));
        fixed (float* pa = a, pb = b, pc = actual, pe = expected)
        {
            kernel(k, pa, lda, pb, n + 1, pc, n + 2, add);
            Gemm.Reference(m, n, k, new Operand(pa, lda, strided), new Operand(pb, n + 1), pe, n + 2, add);
        }
        for (int i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(actual[i] - expected[i]) < 1e-5, $"{name} at {i}: {actual[i]}, not {expected[i]}");
    }
}
