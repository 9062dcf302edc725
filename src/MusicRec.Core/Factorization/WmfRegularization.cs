namespace MusicRec.Factorization;

/// <summary>How the penalty on a vector grows with the length n of its row.</summary>
public enum WmfRegularization
{
    /// <summary>lambda for every row.</summary>
    Uniform = 0,

    /// <summary>lambda (n + w0 N)^nu, with w0 the unobserved weight and N the number of rows of the other side (Rendle et al. 2021).</summary>
    Frequency = 1,

    /// <summary>lambda m^nu, with m the row's positive entries; with nu = 1 as in Spark.</summary>
    PositiveCount = 2,
}
