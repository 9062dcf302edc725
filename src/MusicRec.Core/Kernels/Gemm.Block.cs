using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace MusicRec.Kernels;

// The blocked loop: columns of C by NC, then k by KC, then groups of rows, then panels of NR columns, then tiles of at most MR rows.
// With 32 registers a group is one tile: its strip of A stays in L1 and the packed block of B (KC x NC) streams from L2.
// With 16 registers tiles are low and wide, so the other way round costs less: a panel of B stays in L1 and the group's rows stream from L2.
internal static unsafe partial class Gemm
{
    private const int KC = 320;

    [ThreadStatic] private static float[]? Scratch;

    /// <summary>Columns of a panel: two registers.</summary>
    internal static int PanelColumns<V>() where V : unmanaged, ISimd<V> => 2 * V.Count;

    /// <summary>Rows of a tile: 28 accumulators where there are 32 registers (AVX-512, Arm), 12 where there are 16.</summary>
    internal static int TileRows<V>() where V : unmanaged, ISimd<V> => V.Count == 16 || AdvSimd.IsSupported ? 14 : 6;

    // The packed block of B fills about half of an L2 of 1 MiB (AVX-512 machines) or 512 KiB.
    private static int BlockColumns<V>() where V : unmanaged, ISimd<V> => V.Count == 16 ? 512 : 256;

    /// <summary>Products summed at a time: k cut into nearly equal steps of at most KC.</summary>
    internal static int Depth(int k)
    {
        int steps = (k + KC - 1) / KC;
        return steps <= 1 ? k : ((k + steps - 1) / steps + 15) & ~15;
    }

    internal static void Wide<V>(int m, int n, int k, Operand a, Operand b, float* c, nint ldc, bool add) where V : unmanaged, ISimd<V> =>
        Wide<V>(1, m, n, k, a, 0, b, c, ldc, 0, add);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Wide<V>(int slices, int m, int n, int k, Operand a, nint aStep, Operand b, float* c, nint ldc, nint cStep, bool add)
        where V : unmanaged, ISimd<V>
    {
        for (int s = 0; k == 0 && !add && s < slices; s++) Clear(m, n, c + s * cStep, ldc);
        int nr = PanelColumns<V>();
        int depth = Depth(k);
        bool inPlace = !b.Transposed && n % nr == 0 && ((long)slices * m <= 28 || b.Stride <= 192);
        int columns = inPlace ? n : BlockColumns<V>();
        fixed (float* scratch = Scratch ??= GC.AllocateUninitializedArray<float>(ScratchLength, pinned: true))
        {
            for (int j = 0; j < n; j += columns)
            {
                int width = Math.Min(columns, n - j);
                for (int q = 0; q < k; q += depth)
                {
                    int kc = Math.Min(depth, k - q);
                    if (!inPlace) Pack<V>(b.From(q, j), kc, width, scratch);
                    float* panels = inPlace ? b.At(q, j) : scratch;
                    nint ldb = inPlace ? b.Stride : nr, next = inPlace ? nr : (nint)kc * nr;
                    for (int s = 0; s < slices; s++)
                        Rows<V>(m, width, kc, new(a.At(0, q) + s * aStep, a.Stride, a.Transposed), panels, ldb, next, c + s * cStep + j, ldc,
                            add || q > 0, n, scratch + PackedLength);
                }
            }
        }
    }

    private const int PackedLength = KC * 512;
    private const int StripLength = 96 * (KC + 32);
    private const int ScratchLength = PackedLength + StripLength;

    // Rows of A that pass over a panel of B while it stays in L1.
    private static int GroupRows<V>() where V : unmanaged, ISimd<V> => TileRows<V>() == 14 ? 14 : 96;

    // All rows of C against one block of B, in groups and tiles of nearly equal height.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<V>(int m, int width, int kc, Operand a, float* panels,
        nint ldb, nint next, float* c, nint ldc, bool add, int n, float* strip)
        where V : unmanaged, ISimd<V>
    {
        // A is copied only where reading it in place would thrash the cache: transposed, or rows a multiple of 1 KiB apart (one set of L1).
        // Rows that overlap, as windows do, are one run and need no copy.
        bool copy = n > 64 && (a.Transposed || ((a.Stride & 255) == 0 && a.Stride >= kc));
        for (int row = 0, groups = (m + GroupRows<V>() - 1) / GroupRows<V>(); groups > 0; groups--)
        {
            int height = (m - row + groups - 1) / groups;
            float* from = copy ? strip : a.At(row, 0), panel = panels, to = c + row * ldc;
            nint lda = copy ? CopyStrip(a.At(row, 0), a.Stride, a.Transposed, height, kc, strip) : a.Stride;
            nint down = a.Transposed ? 1 : lda;
            for (int j = 0; j < width; j += PanelColumns<V>(), panel += next)
            {
                for (int i = 0, tiles = (height + TileRows<V>() - 1) / TileRows<V>(); tiles > 0; tiles--)
                {
                    int rows = (height - i + tiles - 1) / tiles;
                    Tile<V>(a.Transposed, rows, kc, from + i * down, lda,
                        panel, ldb, to + i * ldc + j, ldc, Math.Min(PanelColumns<V>(), width - j), add);
                    i += rows;
                }
            }
            row += height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<V>(bool transposed, int rows, int kc, float* a, nint lda, float* b, nint ldb, float* c, nint ldc, int width, bool add)
        where V : unmanaged, ISimd<V>
    {
        int nr = PanelColumns<V>();
        if (width == nr)
        {
            if (transposed) MicroKernels.Strided<V>(rows, kc, a, lda, b, ldb, c, ldc, add);
            else MicroKernels.Direct<V>(rows, kc, a, lda, b, ldb, c, ldc, add);
            return;
        }
        float* tile = stackalloc float[14 * 32]; // the last panel: only width columns may be written
        if (transposed) MicroKernels.Strided<V>(rows, kc, a, lda, b, ldb, tile, nr, add: false);
        else MicroKernels.Direct<V>(rows, kc, a, lda, b, ldb, tile, nr, add: false);
        for (int i = 0; i < rows; i++, c += ldc, tile += nr)
        {
            int j = 0;
            for (; j <= width - V.Count; j += V.Count) V.Store(c + j, add ? V.Load(c + j) + V.Load(tile + j) : V.Load(tile + j));
            for (; j < width; j++) c[j] = add ? c[j] + tile[j] : tile[j];
        }
    }

    private static void Clear(int m, int n, float* c, nint ldc)
    {
        for (int i = 0; i < m; i++) new Span<float>(c + i * ldc, n).Clear();
    }
}
