using System.Globalization;

namespace MusicRec.Samples.NextTrack;

/// <summary>A line for every epoch of a model that has several.</summary>
internal sealed class Epochs(string name) : IProgress<TrainingStep>
{
    public void Report(TrainingStep value)
    {
        if (value.Steps > 1)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name}: epoch {value.Step} of {value.Steps}, loss {value.Loss:0.000}, {value.Rate:N0} events a second"));
    }
}
