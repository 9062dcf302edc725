namespace MusicRec.Data;

/// <summary>Which item <see cref="LeaveOneOutSplit"/> holds out.</summary>
public enum HeldOut
{
    /// <summary>The item the user came to last: the one with the latest first entry, ties by higher item index. Needs times.</summary>
    Last = 0,

    /// <summary>One drawn by the seed.</summary>
    Random = 1,
}
