using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Whole sequences are held out, drawn by a seed: of each a beginning is shown and the rest hidden, and none of it is in training.</summary>
public sealed record SessionCutSplit : ISequenceSplitRule
{
    /// <summary>Share of the sequences of two or more events that is held out, in (0, 1): at least one, and one stays. Default 0.1.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.1;

    /// <summary>Share of a sequence that is shown, in (0, 1): at least one event is shown, and one hidden. Default 0.5.</summary>
    public double ShownShare { get; init => field = Require.Fraction(value); } = 0.5;

    /// <summary>Seed of the draw.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    public SequenceSplit Apply(EventSequences data)
    {
        int[] several = [.. Enumerable.Range(0, Require.NotNull(data).Count).Where(s => data[s].Length > 1)];
        int count = Math.Max(0, Math.Min(Math.Max(1, (int)Math.Round(TestShare * several.Length)), several.Length - 1));
        var random = new CounterRandom(Seed, Stream: 33);
        bool[] tested = SplitKeys.Smallest(data.Count, several, count, s => random.Bits((ulong)s));
        var parts = new SequencePieces(data);
        for (int s = 0; s < data.Count; s++)
        {
            int n = data[s].Length;
            if (tested[s]) parts.Ask(s, Math.Clamp((int)Math.Round(ShownShare * n), 1, n - 1));
            else parts.Learn(s, n);
        }
        return parts.Split(whole: true);
    }
}
