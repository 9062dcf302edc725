using MusicRec.Encoders;
using MusicRec.Factorization;

namespace MusicRec.Pipelines;

/// <summary>Settings of <see cref="VanDenOord2013"/>. What the paper leaves open is said; docs/methods/van-den-oord-2013.md.</summary>
public sealed record VanDenOord2013Options
{
    /// <summary>The factorisation. The paper: 50 factors on its subset, 400 on all data; c = 1 + alpha ln(1 + r / epsilon) with alpha and epsilon not
    /// printed: 2 and 1e-6 are those of an author's public code. The penalty and the sweeps are those of <see cref="Wmf"/>.</summary>
    public WmfOptions Wmf { get; init => field = Require.NotNull(value); } = new() { Factors = 50, Alpha = 2, Epsilon = 1e-6 };

    /// <summary>What predicts factors from sound. Default: two convolutions.</summary>
    public VanDenOord2013Predictor Predictor { get; init => field = Require.Defined(value); }

    /// <summary>What training makes small. The paper found squared error better.</summary>
    public VanDenOord2013Objective Objective { get; init => field = Require.Defined(value); }

    /// <summary>Factor for filters and units of the network, for small machines; 1 (default) is full size.</summary>
    public double Width { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Words and components of the bag of words; the paper: 4000 and 95 %.</summary>
    public BagOfWordsOptions Words { get; init => field = Require.NotNull(value); } = new();

    /// <summary>Training of the predictor; its network and window follow <see cref="Predictor"/> where Network is null. Optimiser, rate and epochs
    /// are not published.</summary>
    public EncoderOptions Training { get; init => field = Require.NotNull(value); } = new();
}

/// <summary>What predicts factors from sound in van den Oord et al. 2013, and the network that followed at Spotify.</summary>
public enum VanDenOord2013Predictor
{
    /// <summary>Two convolutions and two dense layers on log-mel windows of 3 s.</summary>
    Convolutions,

    /// <summary>Dieleman 2014: four convolutions on 599 frames, pooled over time.</summary>
    Spotify2014,

    /// <summary>A multilayer perceptron with 1000 hidden units on bags of words.</summary>
    WordsPerceptron,

    /// <summary>A linear map on bags of words.</summary>
    WordsLinear,
}

/// <summary>What training makes small in van den Oord et al. 2013.</summary>
public enum VanDenOord2013Objective
{
    /// <summary>Mean squared error to the factors (eq. 4).</summary>
    SquaredError,

    /// <summary>The weighted prediction error of the plays, over all users (eq. 5).</summary>
    WeightedPrediction,

    /// <summary>Mean squared error to factors of length 1, which leaves popularity out (Dieleman 2014).</summary>
    UnitSquaredError,
}
