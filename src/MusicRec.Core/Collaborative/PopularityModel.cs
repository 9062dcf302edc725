using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Collaborative;

/// <summary>Items scored by popularity, alike for every user, known or new. Immutable and safe to share between threads.</summary>
public sealed class PopularityModel : IRecommender, IFoldIn
{
    private const string Kind = "popularity";
    private readonly float[] _scores;

    internal PopularityModel(float[] scores, IdMap userIds, IdMap itemIds) => (_scores, UserIds, ItemIds) = (scores, userIds, itemIds);

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Require.Length(scores.Length, (long)users.Length * _scores.Length, nameof(scores));
        foreach (int user in users) Require.Index(user, UserIds.Count);
        Fill(users.Length, scores);
    }

    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Histories.Check(histories, rows, scores, _scores.Length);
        Fill(rows.Length, scores);
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        UserIds.Save(file, "users");
        ItemIds.Save(file, "items");
        file.Add("scores", _scores, _scores.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static PopularityModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"));
        return new PopularityModel(file.GetFinite("scores", items.Count), users, items);
    }

    private void Fill(int rows, Span<float> scores)
    {
        for (int r = 0; r < rows; r++) _scores.CopyTo(scores[(r * _scores.Length)..]);
    }
}
