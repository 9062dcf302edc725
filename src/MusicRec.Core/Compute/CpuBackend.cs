using System.Runtime.CompilerServices;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Compute;

/// <summary>The processor: complete, and the definition of right for any other backend. Work is cut into chunks that do not depend on the
/// number of threads, so results have the same bits on any number.</summary>
public sealed unsafe partial class CpuBackend : Backend
{
    private const int ChunkElements = 1 << 14;

    private delegate void Chunk<TState>(TState state, int from, int count) where TState : struct;

    /// <summary>A backend on some of the machine's cores.</summary>
    /// <param name="threads">Threads to use; 0 means all cores.</param>
    public CpuBackend(int threads = 0) => Threads = WorkerTeam.Threads(Require.NotNegative(threads));

    /// <summary>Threads in use.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public override TensorMemory Allocate(long length)
    {
        var array = GC.AllocateArray<float>(checked((int)(Require.NotNegative(length) + Simd.RowAlign)), pinned: true);
        fixed (float* start = array) return new TensorMemory(((nint)start + 63) & ~63, length, array);
    }

    /// <inheritdoc/>
    public override void Write(Tensor target, ReadOnlySpan<float> values)
    {
        values.CopyTo(target.Span);
        GC.KeepAlive(target);
    }

    /// <inheritdoc/>
    public override void Read(Tensor source, Span<float> values)
    {
        source.Span.CopyTo(values);
        GC.KeepAlive(source);
    }

    /// <inheritdoc/>
    public override void Fill(Tensor x, float value)
    {
        x.Span.Fill(value);
        GC.KeepAlive(x);
    }

    /// <summary>Runs a loop over elements in chunks.</summary>
    private void Elements<TState>(int length, TState state, Chunk<TState> body) where TState : struct => Split(length, ChunkElements, state, body);

    /// <summary>Runs a loop over rows of a given width in chunks.</summary>
    private void Rows<TState>(int rows, int columns, TState state, Chunk<TState> body) where TState : struct =>
        Split(rows, Math.Max(1, ChunkElements / columns), state, body);

    private void Split<TState>(int length, int chunk, TState state, Chunk<TState> body) where TState : struct
    {
        if (length <= chunk) body(state, 0, length);
        else WorkerTeam.Shared.Run((length + chunk - 1) / chunk, Threads, new Chunks<TState>(length, chunk, state, body));
        KeepAlive(in state);
    }

    /// <summary>A loop works on the addresses of its state's tensors: they are not collected before this call, as by GC.KeepAlive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void KeepAlive<TState>(in TState state) where TState : struct => _ = state;

    private void Map<F>(Tensor x, Tensor result, float p = 0, float q = 0) where F : IMap1 =>
        Elements(x.Length, (x, result, p, q), static (s, from, count) => Maps.Run1<F>(s.x.Data + from, s.result.Data + from, count, s.p, s.q));

    private void Map<F>(Tensor x, Tensor y, Tensor result, float p = 0, float q = 0) where F : IMap2 =>
        Elements(x.Length, (x, y, result, p, q), static (s, from, count) =>
            Maps.Run2<F>(s.x.Data + from, s.y.Data + from, s.result.Data + from, count, s.p, s.q));

    private void Map<F>(Tensor x, Tensor y, Tensor z, Tensor result, float p = 0, float q = 0) where F : IMap3 =>
        Elements(x.Length, (x, y, z, result, p, q), static (s, from, count) =>
            Maps.Run3<F>(s.x.Data + from, s.y.Data + from, s.z.Data + from, s.result.Data + from, count, s.p, s.q));

    /// <summary>sums[j] += scale sum_i x[i, j] (y[i, j]). Blocks of rows are summed in float, the blocks in order in double.</summary>
    private void AddColumnSums(Tensor x, Tensor? y, int columns, Tensor sums, float scale = 1)
    {
        int rows = x.Length / columns;
        var (block, blocks) = RowBlocks(rows, columns);
        float* parts = Scratch.Take(4, blocks * columns);
        Split(rows, block, (x, y, columns, block, parts: (nint)parts), static (s, from, count) =>
        {
            float* part = (float*)s.parts + (nint)(from / s.block) * s.columns;
            new Span<float>(part, s.columns).Clear();
            nint at = (nint)from * s.columns;
            Reductions.ColumnDots(s.x.Data + at, s.y is null ? null : s.y.Data + at, count, s.columns, s.columns, part);
        });
        AddBlocks(parts, blocks, columns, sums, scale);
    }

    private static (int Rows, int Count) RowBlocks(int rows, int columns)
    {
        int block = Math.Max(64, ChunkElements / columns);
        return (block, (rows + block - 1) / block);
    }

    private static void AddBlocks(float* parts, int blocks, int columns, Tensor sums, float scale)
    {
        for (int j = 0; j < columns; j++) sums.Data[j] += scale * SumOfBlocks(parts, blocks, columns, j);
    }

    private static float SumOfBlocks(float* parts, int blocks, int columns, int j)
    {
        double sum = 0;
        for (int b = 0; b < blocks; b++) sum += parts[(nint)b * columns + j];
        return (float)sum;
    }

    private readonly struct Chunks<TState>(int length, int chunk, TState state, Chunk<TState> body) : IChunks where TState : struct
    {
        public void Run(int index, int worker) => body(state, index * chunk, Math.Min(chunk, length - index * chunk));
    }
}
