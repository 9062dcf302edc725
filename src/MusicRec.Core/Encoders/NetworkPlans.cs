namespace MusicRec.Encoders;

/// <summary>The networks of four papers. What a paper leaves open is said; docs/methods/encoders.md gives the shape of every layer.</summary>
public static class NetworkPlans
{
    /// <summary>van den Oord, Dieleman, Schrauwen 2013: two convolutions and two dense layers on windows of 128 frames of 128 mel bands, without
    /// dropout. Filters, pools and units are not published: 256 filters of 4 frames, pools of 4 and 2 and 2048 units are ours.</summary>
    /// <param name="factors">Outputs. 50 on the paper's subset, 400 on all data.</param>
    /// <param name="width">Factor for filters and units, for small machines.</param>
    public static NetworkPlan VanDenOord2013(int factors = 50, double width = 1) => new(
        $"conv {Scaled(256, width)} 4 relu | maxpool 4 | conv {Scaled(256, width)} 4 relu | maxpool 2 | flatten | " +
        $"dense {Scaled(2048, width)} relu | dense {factors}");

    /// <summary>Dieleman 2014, at Spotify: four convolutions over windows of 599 frames of 128 mel bands, pooled over all time by mean, maximum and
    /// length, then dense layers with dropout. The filters of layers 2 to 4 stand in a figure only: 256, 256, 512 are ours, as is dropout of
    /// 0.5.</summary>
    /// <param name="factors">Outputs; the post has 40.</param>
    /// <param name="width">Factor for filters and units, for small machines.</param>
    public static NetworkPlan Spotify2014(int factors = 40, double width = 1) => new(
        $"conv {Scaled(256, width)} 4 relu | maxpool 4 | conv {Scaled(256, width)} 4 relu | maxpool 2 | " +
        $"conv {Scaled(256, width)} 4 relu | maxpool 2 | conv {Scaled(512, width)} 4 relu | globalpool | " +
        $"dense {Scaled(2048, width)} relu | dropout 0.5 | " +
        $"dense {Scaled(2048, width)} relu | dropout 0.5 | dense {factors}");

    /// <summary>Oramas, Nieto, Sordo, Serra 2017, tracks: four convolutions on patches of 322 frames of 96 constant-Q bins; the embedding has 4096
    /// values; outputs have length 1.</summary>
    /// <param name="factors">Outputs; the paper has 200.</param>
    /// <param name="width">Factor for filters, for small machines.</param>
    public static NetworkPlan Oramas2017(int factors = 200, double width = 1) => new(
        $"conv {Scaled(256, width)} 4 relu | maxpool 4 | dropout 0.5 | conv {Scaled(512, width)} 4 relu | maxpool 4 | " +
        $"conv {Scaled(1024, width)} 4 relu | maxpool 4 | conv {Scaled(1024, width)} 1 relu | flatten | dense {factors} | l2norm");

    /// <summary>Oramas et al. 2017, artists: two layers of 2048 units on TF-IDF vectors, with dropout on the input too; outputs have length 1. The
    /// embedding is the second layer.</summary>
    /// <param name="factors">Outputs; the paper has 200.</param>
    /// <param name="width">Factor for units, for small machines.</param>
    public static NetworkPlan Oramas2017Text(int factors = 200, double width = 1) => new(
        $"flatten | dropout 0.5 | dense {Scaled(2048, width)} relu | dropout 0.5 | dense {Scaled(2048, width)} relu | dropout 0.5 | " +
        $"dense {factors} | l2norm");

    /// <summary>Liang, Zhan, Ellis 2015: three layers of 1200 units on histograms of 1024 codewords, to tags. The embedding is the third layer, the
    /// content that their factorisation builds on.</summary>
    /// <param name="tags">Outputs; the paper has 561.</param>
    /// <param name="width">Factor for units, for small machines.</param>
    public static NetworkPlan Liang2015(int tags = 561, double width = 1) => new("flatten | " + string.Concat(
        Enumerable.Repeat($"dense {Scaled(1200, width)} relu | dropout 0.5 | ", 3)) + $"dense {tags}");

    /// <summary>Wang, Wang 2014: the layers of a deep belief network, upwards with sigmoids. Their number and sizes are not known; 300, 300, 300 are
    /// ours.</summary>
    /// <param name="layers">Units of each layer, from the data upwards.</param>
    public static NetworkPlan Wang2014(params IReadOnlyList<int> layers) =>
        new("flatten" + string.Concat((Require.NotNull(layers).Count == 0 ? [300, 300, 300] : layers).Select(units => $" | dense {units} sigmoid")));

    /// <summary>A multilayer perceptron with one hidden layer: van den Oord et al. 2013 on bags of words, with 1000 units.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="units">Units of the hidden layer.</param>
    public static NetworkPlan Perceptron(int outputs, int units = 1000) => new($"flatten | dense {units} relu | dense {outputs}");

    /// <summary>A linear map: the linear regression of van den Oord et al. 2013, found by descent.</summary>
    /// <param name="outputs">Outputs.</param>
    public static NetworkPlan Linear(int outputs) => new($"flatten | dense {outputs}");

    private static int Scaled(int size, double width) => Math.Max(1, (int)Math.Round(size * Require.Positive(width)));
}
