using System.Text;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Reading plain triplets in the form of the taste profile (40-letter users, 18-letter items) from memory to finished interactions.</summary>
internal static class ReaderCases
{
    private const int Users = 10_000, Items = 20_000, Lines = 600_000;

    public static IEnumerable<LedgerCase> All() => [new("reader/triplets", "MB/cpu-s", Read) { Bar = 150 }];

    private static Measurement Read(LedgerContext context)
    {
        byte[] text = Text();
        return new Measurement(1e-6 * text.Length / Timing.Processor(5, () => TripletReader.Read(new MemoryStream(text), "memory", TripletOptions.TasteProfile)));
    }

    private static byte[] Text()
    {
        var random = new CounterRandom(1, 5);
        var text = new StringBuilder();
        for (int e = 0; e < Lines; e++)
        {
            ulong user = CounterRandom.Mix((ulong)e * Users / Lines), item = CounterRandom.Mix((ulong)random.Below(2 * (ulong)e, Items));
            text.Append($"{user:x16}{~user:x16}{user >> 32:x8}\tSO{item:X16}\t{1 + random.Below(2 * (ulong)e + 1, 20)}\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
