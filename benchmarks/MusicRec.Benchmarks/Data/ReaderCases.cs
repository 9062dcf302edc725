using System.Text;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Reading plain triplets in the form of the taste profile (40-letter users, 18-letter items) from memory to finished
/// interactions.</summary>
internal static class ReaderCases
{
    public static IEnumerable<LedgerCase> All() => [Case("10k-users", 10_000, 20_000, 600_000), Case("100k-users", 100_000, 40_000, 4_000_000)];

    private static LedgerCase Case(string name, int users, int items, int lines) =>
        new($"reader/triplets/{name}", "MB/cpu-s", context => Read(users, items, lines)) { Bar = 150 };

    private static Measurement Read(int users, int items, int lines)
    {
        byte[] text = Text(users, items, lines);
        return new Measurement(1e-6 * text.Length / Timing.Processor(3,
            () => TripletReader.Read(new MemoryStream(text), "memory", TripletOptions.TasteProfile)));
    }

    private static byte[] Text(int users, int items, int lines)
    {
        var random = new CounterRandom(1, 5);
        var text = new StringBuilder();
        for (int e = 0; e < lines; e++)
        {
            ulong user = CounterRandom.Mix((ulong)e * (ulong)users / (ulong)lines),
                item = CounterRandom.Mix((ulong)random.Below(2 * (ulong)e, items));
            text.Append($"{user:x16}{~user:x16}{user >> 32:x8}\tSO{item:X16}\t{1 + random.Below(2 * (ulong)e + 1, 20)}\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
