namespace MusicRec.Factorization;

/// <summary>How <see cref="Wmf"/> solves for one side's vectors while the other side's stand still.</summary>
public enum WmfSolver
{
    /// <summary>A few warm-started conjugate gradient steps a row: O(count f + f^2) a row (Takacs, Pilaszy, Tikk 2011). The fastest in most
    /// cases.</summary>
    ConjugateGradient = 0,

    /// <summary>Each row's exact minimiser by Cholesky: O(count f^2 + f^3) a row (Hu, Koren, Volinsky 2008).</summary>
    Cholesky = 1,

    /// <summary>iALS++: exact Newton steps over blocks of coordinates, O(count f b + f b^2) a row with blocks of b (Rendle et al. 2021).
    /// For many factors (256 and more).</summary>
    BlockCoordinate = 2,
}
