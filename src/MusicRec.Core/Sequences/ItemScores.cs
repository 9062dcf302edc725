using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Inner products of states with all item vectors.</summary>
internal static unsafe class ItemScores
{
    private const int FewRows = 4, ItemsPerChunk = 4096;

    /// <summary>scores[r, i] = state_r . item_i. Few rows read the vectors once and use all cores that are free; many share a matrix
    /// product.</summary>
    /// <param name="states">[rows, items.Columns], each row beginning at a multiple of the stride.</param>
    /// <param name="stride">Floats from one state to the next.</param>
    /// <param name="rows">Number of states.</param>
    /// <param name="items">Item vectors.</param>
    /// <param name="scores">[rows, items.Rows].</param>
    public static void Run(float* states, nint stride, int rows, Matrix items, Span<float> scores)
    {
        fixed (float* fixedScores = scores)
        {
            float* to = fixedScores;
            if (rows >= FewRows)
            {
                Gemm.Run(rows, items.Rows, items.Columns, new Operand(states, stride),
                    new Operand(items.Pointer, items.Stride, transposed: true), to, items.Rows, add: false);
            }
            else
            {
                WorkerTeam.Shared.Run((items.Rows + ItemsPerChunk - 1) / ItemsPerChunk, WorkerTeam.Threads(0), (chunk, _) =>
                {
                    for (int i = chunk * ItemsPerChunk; i < Math.Min(items.Rows, (chunk + 1) * ItemsPerChunk); i++)
                        for (int r = 0; r < rows; r++)
                            to[(long)r * items.Rows + i] = Dot.Run(states + r * stride, items.Pointer + (long)i * items.Stride, items.Columns);
                });
            }
        }
        GC.KeepAlive(items);
    }
}
