namespace MusicRec.Boosting;

/// <summary>Trees in arrays. Node n sends a row left where the row's Feature[n] is at most Threshold[n]; children stand at Left[n] and Left[n] + 1.
/// A leaf has Feature -1 and its value in Threshold.</summary>
internal sealed class Forest
{
    private readonly List<int> _roots = [], _feature = [], _left = [];
    private readonly List<float> _threshold = [];

    public Forest(int features) => Gains = new double[features];

    /// <summary>Summed gain of the splits on each feature.</summary>
    public double[] Gains { get; }

    public int[] Roots => [.. _roots];
    public int[] Feature => [.. _feature];
    public int[] Left => [.. _left];
    public float[] Threshold => [.. _threshold];

    /// <summary>Starts a tree; the root is returned.</summary>
    public int Plant()
    {
        _roots.Add(_feature.Count);
        return Add();
    }

    public (int Left, int Right) Split(int node, int feature, float threshold, double gain)
    {
        var (left, right) = (Add(), Add());
        (_feature[node], _threshold[node], _left[node]) = (feature, threshold, left);
        Gains[feature] += gain;
        return (left, right);
    }

    public void SetLeaf(int node, float value) => _threshold[node] = value;

    private int Add()
    {
        _feature.Add(-1);
        _threshold.Add(0);
        _left.Add(0);
        return _feature.Count - 1;
    }
}
