using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>Fits a model on sessions.</summary>
internal delegate ISequenceModel Fit(ItemSequences data, IProgress<TrainingStep>? progress);

/// <summary>A sequence model under test.</summary>
/// <param name="Key">What it is asked for by: no comma, no blank.</param>
/// <param name="Name">Its name in the table.</param>
/// <param name="Make">Fits it.</param>
/// <param name="Shared">Where it takes parts from that others take too.</param>
internal sealed record Rival(string Key, string Name, Fit Make, SharedFits? Shared = null)
{
    /// <summary>The fitted model, and processor time as if nothing had been fitted before.</summary>
    public (ISequenceModel Model, TimeSpan Cpu) Fit(ItemSequences data, IProgress<TrainingStep>? progress)
    {
        var (start, saved) = (Environment.CpuUsage.TotalTime, Shared?.Saved ?? TimeSpan.Zero);
        var model = Make(data, progress);
        return (model, Environment.CpuUsage.TotalTime - start + (Shared?.Saved ?? TimeSpan.Zero) - saved);
    }
}

/// <summary>Models that stand in a row of their own and in the blend, so that each is trained once.</summary>
internal sealed class SharedFits
{
    private readonly Dictionary<string, (ISequenceModel Model, TimeSpan Cpu)> _fitted = [];

    /// <summary>Processor time of all fits that were not needed again.</summary>
    public TimeSpan Saved { get; private set; }

    /// <summary>The model of a name: fitted, or taken from before.</summary>
    public ISequenceModel Take(string name, Func<ISequenceModel> fit)
    {
        if (_fitted.TryGetValue(name, out var known))
        {
            Saved += known.Cpu;
            return known.Model;
        }
        var start = Environment.CpuUsage.TotalTime;
        var model = fit();
        _fitted.Add(name, (model, Environment.CpuUsage.TotalTime - start));
        return model;
    }
}
