using MusicRec.Simulation;

namespace MusicRec.Samples;

/// <summary>One paper's system on the simulated world: give it a file of its own and a line in Program.cs.</summary>
internal interface ISimulatedSystem
{
    /// <summary>Name for --system.</summary>
    string Name { get; }

    /// <summary>Fits and measures everything, one table a protocol.</summary>
    /// <param name="world">The world.</param>
    /// <param name="seed">Of splits and draws.</param>
    /// <param name="quick">Small and short: to see that everything runs, not to compare.</param>
    IEnumerable<Finding> Run(DemoCatalog world, ulong seed, bool quick);
}

/// <summary>A table, and what the paper would have it say of its first metric.</summary>
/// <param name="Table">What was measured.</param>
/// <param name="Expected">Which model should be better than which, with 95 % intervals apart.</param>
/// <param name="LowerIsBetter">Whether the first metric is an error.</param>
internal sealed record Finding(SystemTable Table, IReadOnlyList<(string Better, string Worse)> Expected, bool LowerIsBetter = false);
