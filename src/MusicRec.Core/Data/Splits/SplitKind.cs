namespace MusicRec.Data;

/// <summary>What a split promises; <see cref="LeakageGuard"/> checks it.</summary>
public enum SplitKind
{
    /// <summary>No pair of user and item stands on both sides.</summary>
    Pairs = 0,

    /// <summary>Test entries are not before the cut, training entries are.</summary>
    Temporal = 1,

    /// <summary>Test items have no training entry.</summary>
    ColdItems = 2,

    /// <summary>Test users have no training entry, and nothing else is known of them.</summary>
    ColdUsers = 3,

    /// <summary>Test users have no training entry, but a fold-in part that models may read when they recommend.</summary>
    StrongGeneralisation = 4,
}
