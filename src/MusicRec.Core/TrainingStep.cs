namespace MusicRec;

/// <summary>One report of a running fit.</summary>
/// <param name="Step">Finished steps (sweeps, epochs or samples), from 1.</param>
/// <param name="Steps">Planned steps; early stopping may end sooner.</param>
/// <param name="Loss">The objective after this step, or NaN where the fit was not asked to compute it.</param>
/// <param name="Validation">The validation metric after this step, or NaN where there is no validation split.</param>
/// <param name="Rate">Interactions processed per second of wall time in this step.</param>
public readonly record struct TrainingStep(int Step, int Steps, double Loss, double Validation, double Rate);
