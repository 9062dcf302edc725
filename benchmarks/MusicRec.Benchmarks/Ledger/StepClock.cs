using System.Diagnostics;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>Least processor and wall seconds of a fit's sweep or epoch. The first one also compiles, so its time is dropped.</summary>
internal sealed class StepClock : IProgress<TrainingStep>
{
    private long _ticks;
    private TimeSpan _processor;

    public double Processor { get; private set; } = double.PositiveInfinity;
    public double Wall { get; private set; } = double.PositiveInfinity;

    public void Report(TrainingStep value)
    {
        var processor = Environment.CpuUsage.TotalTime;
        if (value.Step > 1)
        {
            Processor = Math.Min(Processor, (processor - _processor).TotalSeconds);
            Wall = Math.Min(Wall, Stopwatch.GetElapsedTime(_ticks).TotalSeconds);
        }
        (_ticks, _processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
    }
}
