using MusicRec.Numerics;

namespace MusicRec.Boosting;

/// <summary>Fitted trees: a row's score is the sum of the leaves it falls into. Immutable and safe to share between threads.</summary>
public sealed class LambdaMartModel
{
    private const string Kind = "lambda-mart";
    private readonly int[] _roots, _feature, _left;
    private readonly float[] _threshold;
    private readonly double[] _gains;

    internal LambdaMartModel(int features, int[] roots, int[] feature, float[] threshold, int[] left, double[] gains) =>
        (Features, _roots, _feature, _threshold, _left, _gains) = (features, roots, feature, threshold, left, gains);

    /// <summary>Number of features.</summary>
    public int Features { get; }

    /// <summary>Number of trees.</summary>
    public int Trees => _roots.Length;

    /// <summary>Share of each feature in the gain of all splits, shape [features]; zeros where no tree splits.</summary>
    public IReadOnlyList<double> Importance
    {
        get
        {
            double total = _gains.Sum();
            return [.. _gains.Select(gain => total > 0 ? gain / total : 0)];
        }
    }

    /// <summary>Score of a row of features; higher ranks above.</summary>
    public float Score(ReadOnlySpan<float> row)
    {
        Require.Length(row.Length, Features, nameof(row));
        double sum = 0;
        foreach (int root in _roots)
        {
            int node = root;
            while (_feature[node] >= 0) node = row[_feature[node]] <= _threshold[node] ? _left[node] : _left[node] + 1;
            sum += _threshold[node];
        }
        return (float)sum;
    }

    /// <summary>Scores of rows, [rows].</summary>
    public float[] Score(Matrix rows)
    {
        var scores = new float[Require.NotNull(rows).Rows];
        for (int r = 0; r < scores.Length; r++) scores[r] = Score(rows[r]);
        return scores;
    }

    /// <summary>Writes the trees as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Set("features", Features);
        file.Add("roots", _roots, _roots.Length);
        file.Add("feature", _feature, _feature.Length);
        file.Add("threshold", _threshold, _threshold.Length);
        file.Add("left", _left, _left.Length);
        file.Add("gains", [.. _gains.Select(gain => (float)gain)], _gains.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static LambdaMartModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        int features = file.Get<int>("features");
        int[] roots = file.Get<int>("roots", -1), feature = file.Get<int>("feature", -1), left = file.Get<int>("left", feature.Length);
        float[] threshold = file.GetFinite("threshold", feature.Length);
        bool right = features >= 0 && roots.All(root => (uint)root < (uint)feature.Length);
        for (int n = 0; n < feature.Length && right; n++) // children stand behind their parents, so no walk can go round
            right = feature[n] < features && (feature[n] < 0 || (left[n] > n && left[n] < feature.Length - 1));
        if (!right) throw new MusicRecException("The trees in the model file are damaged: a node or a feature is out of range.");
        return new(features, roots, feature, threshold, left, [.. file.GetFinite("gains", features).Select(gain => (double)gain)]);
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public static LambdaMartModel Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }
}
