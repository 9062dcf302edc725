namespace MusicRec.Compute;

/// <summary>A thread's working memory inside one operation of the CPU: grown when needed, never given back, so loops do not allocate.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic] private static Scratch? OfThread;
    private readonly float[][] _buffers = [[], [], [], [], []];

    /// <summary>Buffer number <paramref name="slot"/>, of at least a length, its content undefined. It stays
    /// until this thread asks for the slot again.</summary>
    public static float* Take(int slot, int length)
    {
        var buffers = (OfThread ??= new Scratch())._buffers;
        if (buffers[slot].Length < length) buffers[slot] = GC.AllocateUninitializedArray<float>(length, pinned: true);
        fixed (float* start = buffers[slot]) return start; // pinned for its whole life
    }
}
