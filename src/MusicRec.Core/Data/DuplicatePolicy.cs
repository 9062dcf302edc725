namespace MusicRec.Data;

/// <summary>What to do with several entries for one user and one item.</summary>
public enum DuplicatePolicy
{
    /// <summary>One entry with the sum of the weights and the earliest time.</summary>
    Sum = 0,

    /// <summary>One entry with the weight and time of the last one read.</summary>
    Last = 1,

    /// <summary>One entry with the largest weight and the earliest time.</summary>
    Max = 2,

    /// <summary>Keep every entry, in reading order: repeated listening.</summary>
    Keep = 3,

    /// <summary>Refuse: a duplicate is an error.</summary>
    Reject = 4,
}
