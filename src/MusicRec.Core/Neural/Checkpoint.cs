using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>What decides the examples of every step; a run can only go on with the same.</summary>
internal readonly record struct TrainingOrder(ulong Seed, int BatchSize, int Examples)
{
    public (string Key, ulong Value)[] Parts => [("seed", Seed), ("batchSize", (ulong)BatchSize), ("examples", (ulong)Examples)];
}

/// <summary>A training run in a file, to the last bit: weights, buffers, the optimiser's state, averages, the best weights so far and the
/// position.</summary>
internal static class Checkpoint
{
    private const string Kind = "training";

    public static void Write(
        string path, Module module, Optimizer optimizer, AveragedWeights? averages, TrainingProgress progress, TrainingOrder order)
    {
        var file = new ModelFile(Kind);
        var weights = Weights(module);
        for (int i = 0; i < weights.Length; i++)
        {
            file.Add($"weights.{weights[i].Name}", weights[i].Value.ToArray(), weights[i].Value.Length);
            if (progress.BestWeights is { } best) file.Add($"best.{weights[i].Name}", best[i], best[i].Length);
        }
        foreach (var (name, value) in optimizer.State) file.Add($"optimizer.{name}", value.ToArray(), value.Length);
        foreach (var (name, value) in Of(averages)) file.Add($"average.{name}", value.ToArray(), value.Length);
        foreach (var (key, value) in order.Parts) file.Set(key, value);
        file.Set("steps", optimizer.Steps);
        file.Set("epoch", progress.Epoch);
        file.Set("batch", progress.Batch);
        file.Set("lossSum", progress.LossSum);
        file.Set("lastLoss", progress.LastLoss);
        file.Set("best", progress.Best);
        file.Set("epochsSinceBest", progress.EpochsSinceBest);
        AtomicFile.Write(path, file.Write);
    }

    /// <exception cref="MusicRecException">The file is damaged, of another network or optimiser, or of a run with another order of
    /// examples: the message names what differs.</exception>
    public static TrainingProgress Read(string path, Module module, Optimizer optimizer, AveragedWeights? averages, TrainingOrder order)
    {
        ModelFile file;
        using (var stream = File.OpenRead(path)) file = ModelFile.Read(stream, Kind);
        foreach (var (key, value) in order.Parts)
            if (file.Get<ulong>(key) is var written && written != value)
                throw new MusicRecException($"The checkpoint '{path}' is of a run with {key} {written}, and this one has {value}. " +
                    "Go on with the same value, or give a new file.");
        var weights = Weights(module);
        var values = weights.Select(tensor => file.Get<float>($"weights.{tensor.Name}", tensor.Value.Length)).ToArray();
        var state = optimizer.State.Select(tensor => file.Get<float>($"optimizer.{tensor.Name}", tensor.Value.Length)).ToArray();
        var average = Of(averages).Select(tensor => file.Get<float>($"average.{tensor.Name}", tensor.Value.Length)).ToArray();
        var progress = new TrainingProgress
        {
            Epoch = file.Get<int>("epoch"),
            Batch = file.Get<int>("batch"),
            LossSum = file.Get<double>("lossSum"),
            LastLoss = file.Get<double>("lastLoss"),
            Best = file.Get<double>("best"),
            EpochsSinceBest = file.Get<int>("epochsSinceBest"),
        };
        if (weights.Length > 0 && file.Contains($"best.{weights[0].Name}"))
            progress.BestWeights = [.. weights.Select(tensor => file.Get<float>($"best.{tensor.Name}", tensor.Value.Length))];
        for (int i = 0; i < weights.Length; i++) weights[i].Value.CopyFrom(values[i]);
        for (int i = 0; i < state.Length; i++) optimizer.State[i].Value.CopyFrom(state[i]);
        for (int i = 0; i < average.Length; i++) Of(averages)[i].Value.CopyFrom(average[i]);
        optimizer.Steps = file.Get<long>("steps");
        return progress;
    }

    private static IReadOnlyList<NamedTensor> Of(AveragedWeights? averages) => averages?.Averages ?? [];

    public static NamedTensor[] Weights(Module module) => [.. module.Parameters, .. module.Buffers];
}
