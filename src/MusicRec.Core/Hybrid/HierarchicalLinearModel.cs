using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>A fitted <see cref="HierarchicalLinear"/>: a score is the predicted rating. Item vectors are [x, 1 where there is an intercept, y].
/// Immutable
/// and thread-safe.</summary>
public sealed class HierarchicalLinearModel : FactorModel
{
    private const string Kind = "hierarchical-linear";
    private readonly float[] _shared;

    internal HierarchicalLinearModel(Matrix users, Matrix items, float[] shared, IdMap userIds, IdMap itemIds)
        : base(users, items, userIds, itemIds) => _shared = shared;

    /// <summary>mu, the taste of a user of whom nothing is known, [factors]; zeros for the part that is not content.</summary>
    public ReadOnlySpan<float> SharedTaste => _shared;

    /// <summary>The rating that a user is expected to give an item.</summary>
    public double Predict(int user, int item) => Kernels.Dot.Run(UserFactors[user], ItemFactors[item]);

    /// <summary>Writes vectors and ids.</summary>
    public void Save(Stream stream)
    {
        var file = FactorFile.New(Kind, this);
        file.Add("shared", _shared, _shared.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static HierarchicalLinearModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items, userIds, itemIds) = FactorFile.Read(file);
        return new(users, items, file.GetFinite("shared", items.Columns), userIds, itemIds);
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public static HierarchicalLinearModel Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }
}
