namespace MusicRec.Evaluation;

/// <summary>Where the next item stands among items of the same score.</summary>
public enum TiePolicy
{
    /// <summary>Behind them all: a model earns nothing by not deciding.</summary>
    Last,

    /// <summary>At the mean of the best and the worst rank, rounded up: what sorting in any order gives on average. Shows how far figures of tables
    /// made by sorting may lie above <see cref="Last"/>.</summary>
    Mean,
}
