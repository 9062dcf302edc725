namespace MusicRec.Samples.SurveyedSystems;

/// <summary>One system on one data set: give it a file of its own and a line in Program.cs.</summary>
internal interface ISurveyedSystem
{
    /// <summary>Name for --system.</summary>
    string Name { get; }

    /// <summary>A file below the data folder without which the system cannot run.</summary>
    string Needs { get; }

    /// <summary>Fits and measures everything, one table a protocol.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="quick">Small and fast: to see that everything runs, not to compare.</param>
    IEnumerable<SystemTable> Run(string data, bool quick);
}
