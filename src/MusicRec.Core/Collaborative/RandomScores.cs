using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Collaborative;

/// <summary>Settings of <see cref="RandomScores"/>.</summary>
public sealed record RandomScoresOptions
{
    /// <summary>Same seed, same scores.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Recommends at random: the floor of every metric.</summary>
public sealed class RandomScores(RandomScoresOptions? options = null)
{
    private readonly RandomScoresOptions _options = options ?? new();

    /// <summary>Takes the ids; nothing is learnt.</summary>
    /// <param name="data">Says which users and items there are.</param>
    /// <param name="progress">Gets one report, at the end.</param>
    /// <param name="cancel">Asked once, before the work.</param>
    public RandomScoresModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        cancel.ThrowIfCancellationRequested();
        progress?.Report(new TrainingStep(1, 1, double.NaN, double.NaN, double.NaN));
        return new RandomScoresModel(_options.Seed, data.UserIds, data.ItemIds);
    }
}

/// <summary>Scores uniform in (0, 1), a pure function of seed, user and item: the same in every call. Immutable and safe to share between
/// threads.</summary>
public sealed class RandomScoresModel : IRecommender
{
    private const string Kind = "random-scores";
    private readonly ulong _seed;

    internal RandomScoresModel(ulong seed, IdMap userIds, IdMap itemIds) => (_seed, UserIds, ItemIds) = (seed, userIds, itemIds);

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        int items = ItemIds.Count;
        Require.Length(scores.Length, (long)users.Length * items, nameof(scores));
        for (int r = 0; r < users.Length; r++)
        {
            var random = new CounterRandom(_seed, (ulong)Require.Index(users[r], UserIds.Count, nameof(users)));
            for (int i = 0; i < items; i++) scores[r * items + i] = (float)random.Uniform((ulong)i);
        }
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        UserIds.Save(file, "users");
        ItemIds.Save(file, "items");
        file.Set("seed", _seed);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static RandomScoresModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        return new RandomScoresModel(file.Get<ulong>("seed"), IdMap.Load(file, "users"), IdMap.Load(file, "items"));
    }
}
