namespace MusicRec.Tests.House;

/// <summary>The floor plan of docs/map.md: a room sees only lower floors, never its neighbours.</summary>
internal static class Floors
{
    /// <summary>The root namespace: Require, MusicRecException, TrainingStep. Everyone sees it and it sees nobody.</summary>
    public const string Ground = "";

    /// <summary>Floor of each room, by the name of its folder.</summary>
    public static IReadOnlyDictionary<string, int> Of { get; } = new Dictionary<string, int>
    {
        [Ground] = 0,
        ["Kernels"] = 1,
        ["Numerics"] = 2,
        ["Compute"] = 3,
        ["Neural"] = 4,
        ["Boosting"] = 4,
        ["Audio"] = 4,
        ["Data"] = 4,
        ["Text"] = 4,
        ["Ranking"] = 5,
        ["Simulation"] = 5,
        ["Encoders"] = 6,
        ["Factorization"] = 6,
        ["Collaborative"] = 6,
        ["Sequences"] = 6,
        ["Hybrid"] = 7,
        ["Playlists"] = 7,
        ["Evaluation"] = 7,
        ["Pipelines"] = 8,
    };

    /// <summary>Whether code in one room may name another room.</summary>
    public static bool MaySee(string room, string other) => room == other || Of[other] < Of[room];
}
