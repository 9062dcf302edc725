namespace MusicRec.Collaborative;

/// <summary>Which linear system <see cref="Ease"/> solves; the model is the same.</summary>
public enum EaseForm
{
    /// <summary>The smaller one.</summary>
    Auto,

    /// <summary>Items x items: B is written down.</summary>
    Items,

    /// <summary>Users x users: only the inverse of X X' + lambda I is kept and B stays a product.</summary>
    Users,
}

/// <summary>Settings of <see cref="Ease"/>.</summary>
public sealed record EaseOptions
{
    /// <summary>Ridge weight lambda, above 0.</summary>
    public double Regularization { get; init => field = Require.Positive(value); } = 100;

    /// <summary>What an entry is read as.</summary>
    public PlayTransform Transform { get; init => field = Require.Defined(value); } = PlayTransform.Binary;

    /// <summary>Which system is solved; the smaller one by default.</summary>
    public EaseForm Form { get; init => field = Require.Defined(value); }

    /// <summary>Weights kept for each predicted item, those of largest size, or 0 for all of them.</summary>
    public int Neighbors { get; init => field = Require.NotNegative(value); }

    /// <summary>Bytes that the fit may take, or 0 for what the runtime says the machine (or its container) has.</summary>
    public long MemoryLimit { get; init => field = Require.NotNegative(value); }

    /// <summary>Threads to use, or 0 for all cores; the result is the same.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
