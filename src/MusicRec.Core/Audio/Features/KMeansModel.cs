using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Centres learnt by <see cref="KMeans"/> or <see cref="OnlineKMeans"/>: a codebook. Immutable and safe to share between
/// threads.</summary>
public sealed unsafe class KMeansModel
{
    private const string Kind = "kmeans";
    private readonly NearestCentres _nearest;

    internal KMeansModel(Matrix centers) => (Centers, _nearest) = (centers, new NearestCentres(centers));

    /// <summary>The centres, shape [clusters, features].</summary>
    public Matrix Centers { get; }

    /// <summary>The nearest centre of each row by Euclidean distance; of equally near ones the first.</summary>
    /// <param name="rows">Shape [n, features], row-major, finite.</param>
    /// <param name="nearest">Filled, n indices of centres.</param>
    public void Assign(ReadOnlySpan<float> rows, Span<int> nearest)
    {
        Require.Length(nearest.Length, FeatureRows.Check(rows, Centers.Columns), nameof(nearest));
        fixed (float* x = rows) _nearest.Find(x, Centers.Columns, nearest);
    }

    /// <summary>Mean squared distance of rows to their nearest centres.</summary>
    /// <param name="rows">Shape [n, features], n at least 1, finite.</param>
    public double MeanSquaredDistance(Matrix rows)
    {
        FeatureRows.Check(rows, atLeast: 1);
        Require.Length(rows.Columns, Centers.Columns, nameof(rows));
        return KMeans.Assign(rows, Centers, new int[rows.Rows], new double[rows.Rows], threads: 1, default);
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Add("centers", Centers);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static KMeansModel Load(Stream stream)
    {
        var centers = ModelFile.Read(Require.NotNull(stream), Kind).GetMatrix("centers");
        return centers.Rows > 0 ? new KMeansModel(centers) : throw new MusicRecException("The model file has no centres; it is damaged.");
    }
}
