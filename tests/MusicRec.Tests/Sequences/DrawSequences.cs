using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

/// <summary>Random sessions: empty ones, single events, repeats and a few popular items, the same on every run.</summary>
internal static class DrawSequences
{
    public static ItemSequences Rows(int rows, int items, int longest, int seed, bool times = false)
    {
        var random = new CounterRandom((ulong)seed, 5);
        ulong n = 0;
        var (offsets, events, clock) = (new List<long> { 0 }, new List<int>(), new List<long>());
        for (int row = 0; row < rows; row++)
        {
            int length = random.Below(n++, longest + 1);
            long start = random.Below(n++, 10_000_000);
            for (int e = 0; e < length; e++)
            {
                double u = random.Uniform(n++);
                events.Add((int)(u * u * items));
                clock.Add(start + 60 * e);
            }
            offsets.Add(events.Count);
        }
        return ItemSequences.Own([.. offsets], [.. events], IdMap.Sequential(items), times ? [.. clock] : null);
    }

    public static ItemSequences Of(int items, params int[][] rows)
    {
        var offsets = new long[rows.Length + 1];
        for (int r = 0; r < rows.Length; r++) offsets[r + 1] = offsets[r] + rows[r].Length;
        return ItemSequences.Own(offsets, [.. rows.SelectMany(row => row)], IdMap.Sequential(items), null);
    }

    public static float[] Score(ISequenceModel model, ItemSequences histories)
    {
        var scores = new float[histories.Count * model.ItemIds.Count];
        model.ScoreNext(histories, [.. Enumerable.Range(0, histories.Count)], scores);
        return scores;
    }
}
