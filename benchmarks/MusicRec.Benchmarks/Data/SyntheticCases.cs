using System.Runtime.InteropServices;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;

namespace MusicRec.Benchmarks;

/// <summary>The synthetic taste profile, bit for bit: how many of its published checksums (row starts, items, plays) come out.</summary>
internal static class SyntheticCases
{
    /// <summary>1/10, made once for all cases.</summary>
    public static Lazy<Interactions> Tenth { get; } = new(() => SyntheticTasteProfile.Create(TasteProfileScale.Tenth));

    /// <summary>Full scale: 48.6 million plays, made once for all cases.</summary>
    public static Lazy<Interactions> Whole { get; } = new(() => SyntheticTasteProfile.Create(TasteProfileScale.Full));

    public static IEnumerable<LedgerCase> All() =>
    [
        Case("synthetic/1-10/checksums", Tenth, full: false, 0x17c6826a83a99073, 0xed2598467e3abc95, 0xd798a99f789349c9),
        Case("synthetic/1-1/checksums", Whole, full: true, 0x516a25618cad845f, 0x1fe539369242a2bd, 0x6cdc92b3326241c7),
    ];

    private static LedgerCase Case(string name, Lazy<Interactions> data, bool full, ulong offsets, ulong indices, ulong values) =>
        new(name, "of 3 equal", context => new Measurement(Equal(data.Value, offsets, indices, values))) { Bar = 3, Full = full };

    private static int Equal(Interactions data, ulong offsets, ulong indices, ulong values) =>
        Count(Fnv(data.Offsets) == offsets) + Count(Fnv<int>(data.ByUser.Indices) == indices) + Count(Fnv<float>(data.ByUser.Values) == values);

    private static int Count(bool equal) => equal ? 1 : 0;

    // FNV-1a over the little-endian bytes, with the offset basis the checksums were published with; by pieces, as a span of bytes ends at 2^31.
    private static ulong Fnv<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        const int piece = 1 << 20;
        ulong hash = 1469598103934665603;
        for (int from = 0; from < values.Length; from += piece)
            foreach (byte b in MemoryMarshal.AsBytes(values[from..Math.Min(values.Length, from + piece)])) hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
