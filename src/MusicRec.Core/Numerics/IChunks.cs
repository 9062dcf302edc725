namespace MusicRec.Numerics;

/// <summary>The body of a parallel loop as a struct: what a chunk computes depends on the chunk alone.</summary>
internal interface IChunks
{
    /// <summary>Does chunk number <paramref name="chunk"/>, on worker <paramref name="worker"/>.</summary>
    void Run(int chunk, int worker);
}
