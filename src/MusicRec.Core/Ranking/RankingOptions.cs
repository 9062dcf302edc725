using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>How many items to return, and which items are eligible.</summary>
public sealed record RankingOptions
{
    /// <summary>Length of the lists, 1 or more. Default 10.</summary>
    public int K { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Items to leave out per user: usually the plays the model was fitted on. Row u is user u; null leaves nothing out.</summary>
    public Interactions? Seen { get; init; }

    /// <summary>Only these items are eligible; null allows all.</summary>
    public ItemMask? Allow { get; init; }

    /// <summary>These items are never eligible, even when allowed.</summary>
    public ItemMask? Deny { get; init; }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }

    /// <summary>Allow without deny: bit i of word w says whether item 64 w + i is eligible for every user. Empty allows all.</summary>
    internal ulong[] EligibleBits(int items)
    {
        if (Allow is null && Deny is null) return [];
        var bits = new ulong[(items + 63) / 64];
        for (int w = 0; w < bits.Length; w++) bits[w] = (Allow?.Words[w] ?? ulong.MaxValue) & ~(Deny?.Words[w] ?? 0);
        return bits;
    }
}
