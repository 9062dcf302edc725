using System.Diagnostics;
using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>Judges fitted models by what their users really did in held-out data. Ranks in blocks on all cores, so users x items scores are never
/// held
/// at once; leaves training items out; keeps every user's value; users without test entries are counted but in no mean.</summary>
public sealed class Evaluator
{
    private readonly EvaluatorOptions _options;

    /// <summary>Takes what to compute.</summary>
    /// <param name="options">Metrics and settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">Two metrics have one name.</exception>
    public Evaluator(EvaluatorOptions? options = null)
    {
        _options = options ?? new();
        var names = _options.Metrics.Select(m => m.Name)
            .Concat(_options.ScoreMetrics.Select(m => m.Name)).Concat(_options.CatalogueMetrics.Select(m => m.Name));
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The metric '{twice.Key}' is asked for {twice.Count()} times; ask once.", nameof(options));
    }

    /// <summary>Evaluates a model on a split; the validation part, where there is one, is left out of the ranking like the training part.</summary>
    /// <param name="name">Name of the model in the report.</param>
    /// <param name="model">Fitted on the split's training part. On a strong-generalisation split it must implement <see cref="IFoldIn"/>.</param>
    /// <param name="split">Same users and items as the model.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <exception cref="MusicRecException">The split leaks (see <see cref="LeakageGuard"/>), or the model's ids differ from the split's.</exception>
    public EvaluationReport Evaluate(string name, IRecommender model, Split split, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        Require.NotNull(split);
        if (!_options.AllowLeakage) split.Verify();
        var clock = Clock.Start();
        if (split.FoldIn is not { } foldIn) return Run(name, model, split.TrainAndValidation(), split.Test, clock, cancel);
        return model is IFoldIn folder
            ? Run(name, new HistoryRecommender(folder, foldIn), foldIn, split.Test, clock, cancel)
            : throw new ArgumentException(
                $"'{name}' cannot recommend to new users: {model.GetType().Name} does not implement IFoldIn.", nameof(model));
    }

    /// <summary>Evaluates a model on training and test data.</summary>
    /// <param name="name">Name of the model in the report.</param>
    /// <param name="model">A fitted model.</param>
    /// <param name="train">What it was fitted on; these items are left out of the users' rankings. Same users and items as the model.</param>
    /// <param name="test">What it is judged by. Same users and items.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <exception cref="MusicRecException">A pair stands in both, or the model's ids differ from the data's.</exception>
    public EvaluationReport Evaluate(string name, IRecommender model, Interactions train, Interactions test, CancellationToken cancel = default) =>
        Evaluate(name, model, new Split(Require.NotNull(train), Require.NotNull(test)), cancel);

    /// <summary>Evaluates several models on one split, one after the other.</summary>
    /// <param name="models">Names and fitted models.</param>
    /// <param name="split">Same users and items as the models.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    public IReadOnlyList<EvaluationReport> EvaluateAll(IEnumerable<KeyValuePair<string, IRecommender>> models,
        Split split, CancellationToken cancel = default) =>
        [.. Require.NotNull(models).Select(model => Evaluate(model.Key, model.Value, split, cancel))];

    /// <summary>Evaluates a model on users it was not fitted on (strong generalisation).</summary>
    /// <param name="name">Name of the model in the report.</param>
    /// <param name="model">A model that folds new users in.</param>
    /// <param name="foldIn">What is known of the new users; left out of their rankings. Columns in the model's item order.</param>
    /// <param name="test">What must be found. Same users and items.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <exception cref="MusicRecException">A pair stands in both.</exception>
    public EvaluationReport EvaluateFoldIn(string name, IFoldIn model, Interactions foldIn, Interactions test, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        if (!_options.AllowLeakage) LeakageGuard.NoOverlap(foldIn, test);
        return Run(name, new HistoryRecommender(model, foldIn), foldIn, test, Clock.Start(), cancel);
    }

    private EvaluationReport Run(string name, IRecommender model, Interactions known, Interactions test, Clock clock, CancellationToken cancel)
    {
        Require.NotNull(name);
        RequireSameIds(model.UserIds, test.UserIds, "users");
        RequireSameIds(model.ItemIds, test.ItemIds, "items");
        var truth = Truth.Of(test);
        var lists = new ListPass(_options, model, known, truth);
        lists.Run(cancel);
        MetricResult[] metrics = [.. lists.Results(), .. ScorePass.Run(_options, model, known, truth, cancel)];
        if (_options.Resamples > 0 && truth.Users.Length > 0)
        {
            var intervals = Bootstrap.Intervals(metrics, _options, cancel);
            for (int m = 0; m < metrics.Length; m++) metrics[m] = metrics[m] with { Interval = intervals[m] };
        }
        var (wall, cpu) = clock.Stop();
        return new EvaluationReport(name, truth.Users, test.Users - truth.Users.Length, metrics, lists.Catalogue(), wall, cpu);
    }

    /// <exception cref="MusicRecException">The ids differ.</exception>
    internal static void RequireSameIds(IdMap model, IdMap data, string what)
    {
        if (ReferenceEquals(model, data)) return;
        if (model.Count != data.Count)
            throw new MusicRecException($"The model knows {model.Count} {what}, the data {data.Count}; fit the model on a part of the same split.");
        for (int i = 0; i < model.Count; i++)
        {
            if (model[i] != data[i])
                throw new MusicRecException(
                    $"The model's {what} are not the data's: at {i} it has '{model[i]}', the data '{data[i]}'. Fit it on a part of the same split.");
        }
    }

    private readonly record struct Clock(long Ticks, TimeSpan Cpu)
    {
        public static Clock Start() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

        public (TimeSpan Wall, TimeSpan Cpu) Stop() => (Stopwatch.GetElapsedTime(Ticks), Environment.CpuUsage.TotalTime - Cpu);
    }
}
