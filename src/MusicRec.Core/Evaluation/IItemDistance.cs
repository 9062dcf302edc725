namespace MusicRec.Evaluation;

/// <summary>How different two items are, from 0 (alike). Symmetric, thread-safe.</summary>
public interface IItemDistance
{
    /// <summary>Short name that goes into the metric's name.</summary>
    string Name { get; }

    /// <summary>Distance between two items, by index.</summary>
    double Between(int first, int second);
}
