namespace MusicRec.Evaluation;

/// <summary>How well one tag is told.</summary>
/// <param name="Tag">Column of the scores.</param>
/// <param name="Tracks">Tracks that have it.</param>
/// <param name="Precision">Share of the tracks given the tag that have it.</param>
/// <param name="Recall">Share of the tracks that have it that were given it.</param>
/// <param name="Auc">Chance that a track with the tag scores above one without it.</param>
/// <param name="AveragePrecision">Mean precision at the tracks with the tag, ranked by score.</param>
public sealed record TagResult(int Tag, int Tracks, double Precision, double Recall, double Auc, double AveragePrecision);

/// <summary>What <see cref="TagAnnotation"/> found: means over tags, and every tag.</summary>
/// <param name="Tags">The tags that were judged.</param>
public sealed record TagReport(IReadOnlyList<TagResult> Tags)
{
    /// <summary>Mean precision over tags.</summary>
    public double Precision => Tags.Average(tag => tag.Precision);

    /// <summary>Mean recall over tags.</summary>
    public double Recall => Tags.Average(tag => tag.Recall);

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>; 0 where both are.</summary>
    public double F => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    /// <summary>Mean area under the ROC curve over tags.</summary>
    public double Auc => Tags.Average(tag => tag.Auc);

    /// <summary>Mean average precision over tags.</summary>
    public double MeanAveragePrecision => Tags.Average(tag => tag.AveragePrecision);
}
