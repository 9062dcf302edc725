namespace MusicRec.Benchmarks.Ledger;

/// <summary>One line of the ledger: something measured, and the bar it should reach.</summary>
/// <param name="Name">Subject, setting and input, with slashes.</param>
/// <param name="Unit">Unit of the value; a rate (higher is better) unless <see cref="LowerIsBetter"/>.</param>
/// <param name="Measure">Measures it.</param>
internal sealed record LedgerCase(string Name, string Unit, Func<LedgerContext, Measurement> Measure)
{
    /// <summary>The value to reach, in <see cref="Unit"/>.</summary>
    public double? Bar { get; init; }

    /// <summary>The value over the peer's to reach; where the peer is measured it becomes a bar in <see cref="Unit"/>.</summary>
    public double? RatioBar { get; init; }

    /// <summary>The share of the machine's limit to reach; becomes a bar in <see cref="Unit"/>.</summary>
    public double? ShareBar { get; init; }

    /// <summary>Whether a cost is measured, not a rate.</summary>
    public bool LowerIsBetter { get; init; }

    /// <summary>Who the peer is.</summary>
    public string PeerName { get; init; } = "openblas";

    /// <summary>Takes minutes or gigabytes: runs with --full only.</summary>
    public bool Full { get; init; }
}

/// <summary>What a case found.</summary>
/// <param name="Value">In the case's unit.</param>
internal sealed record Measurement(double Value)
{
    /// <summary>Share of the machine's limit (FMA peak or bandwidth) that was reached.</summary>
    public double? LimitShare { get; init; }

    /// <summary>The peer's value in the same unit, measured interleaved.</summary>
    public double? Peer { get; init; }

    /// <summary>Why there is no value; the case is then left out.</summary>
    public string? Skipped { get; init; }
}

/// <summary>What cases share.</summary>
/// <param name="Machine">This machine's limits.</param>
/// <param name="Peer">OpenBLAS, where asked for and installed.</param>
/// <param name="Fftw">FFTW, where asked for and installed.</param>
/// <param name="Torch">PyTorch, where asked for and installed.</param>
internal sealed record LedgerContext(Machine Machine, OpenBlas? Peer, Fftw? Fftw, TorchPeer? Torch);
