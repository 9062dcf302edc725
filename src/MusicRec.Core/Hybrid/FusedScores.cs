using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Hybrid;

/// <summary>A weighted sum of the scores of several models, each user's row first transformed.</summary>
internal sealed class FusedScores : IRecommender
{
    private readonly (IRecommender Model, double Weight)[] _parts;
    private readonly Transform _transform;

    public delegate void Transform(Span<float> row);

    public FusedScores(IReadOnlyList<(IRecommender Model, double Weight)> parts, Transform transform)
    {
        (_parts, _transform) = ([.. Require.NotNull(parts)], transform);
        if (_parts.Length == 0) throw new ArgumentException("There is nothing to fuse; give at least one model.", nameof(parts));
        foreach (var (model, weight) in _parts)
        {
            if (!double.IsFinite(weight)) throw new ArgumentException($"A weight is {weight}; weights must be finite.", nameof(parts));
            RequireSame(_parts[0].Model.UserIds, Require.NotNull(model).UserIds, "users");
            RequireSame(_parts[0].Model.ItemIds, model.ItemIds, "items");
        }
    }

    public IdMap UserIds => _parts[0].Model.UserIds;
    public IdMap ItemIds => _parts[0].Model.ItemIds;

    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Require.Length(scores.Length, (long)users.Length * ItemIds.Count, nameof(scores));
        var (part, items) = (new float[ItemIds.Count], ItemIds.Count);
        for (int u = 0; u < users.Length; u++)
        {
            var sum = scores.Slice(u * items, items);
            sum.Clear();
            foreach (var (model, weight) in _parts)
            {
                model.Score(users.Slice(u, 1), part);
                _transform(part);
                for (int i = 0; i < items; i++) sum[i] += (float)(weight * part[i]);
            }
        }
    }

    /// <summary>Every part's transformed scores of all items for a user.</summary>
    public float[][] PartScores(int user) =>
    [
        .. _parts.Select(part =>
        {
            var row = new float[ItemIds.Count];
            part.Model.Score([user], row);
            _transform(row);
            return row;
        }),
    ];

    /// <summary>To mean 0 and deviation 1; a row of equal scores becomes zeros.</summary>
    public static void Standardize(Span<float> row)
    {
        double sum = 0, squares = 0;
        foreach (float s in row) sum += s;
        double mean = sum / Math.Max(row.Length, 1);
        foreach (float s in row) squares += (s - mean) * (s - mean);
        double scale = squares > 0 ? Math.Sqrt(row.Length / squares) : 0;
        for (int i = 0; i < row.Length; i++) row[i] = (float)((row[i] - mean) * scale);
    }

    /// <summary>To 1 / (60 + rank), rank 1 the best; ties by lower index.</summary>
    public static void ToReciprocalRank(Span<float> row)
    {
        float[] values = row.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(order, (a, b) => values[a] != values[b] ? values[b].CompareTo(values[a]) : a.CompareTo(b));
        for (int rank = 0; rank < order.Length; rank++) row[order[rank]] = 1f / (61 + rank);
    }

    private static void RequireSame(IdMap first, IdMap other, string what)
    {
        if (ReferenceEquals(first, other)) return;
        bool same = first.Count == other.Count;
        for (int i = 0; same && i < first.Count; i++) same = first[i] == other[i];
        if (!same) throw new ArgumentException($"The models to fuse know different {what}; fit them on parts of one split.");
    }
}
