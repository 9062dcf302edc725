using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Hybrid;

namespace MusicRec.Pipelines;

/// <summary>van den Oord, Dieleman, Schrauwen 2013, 'Deep content-based music recommendation': weighted matrix factorisation of plays, then a
/// network that predicts the factors of a track from its sound, so that tracks nobody has played can be recommended.
/// docs/methods/van-den-oord-2013.md.</summary>
/// <param name="options">Settings; null for the paper's.</param>
public sealed class VanDenOord2013(VanDenOord2013Options? options = null)
{
    /// <summary>The settings this recipe was made with.</summary>
    public VanDenOord2013Options Options { get; } = options ?? new();

    /// <summary>Fits factors to plays and the predictor to factors.</summary>
    /// <param name="plays">Training plays; items without any are the ones that sound must place.</param>
    /// <param name="sound">The sound of the same items; what cannot be read is told in <see cref="VanDenOord2013Model.Missing"/>.</param>
    /// <param name="progress">Told of every sweep of the factorisation, then of every epoch of the predictor.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">The catalogues differ.</exception>
    /// <exception cref="MusicRecException">Fewer than two played items have sound.</exception>
    public VanDenOord2013Model Fit(Interactions plays, AudioItems sound, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        HeardItems.RequireSame(plays, sound);
        var wmf = new Wmf(Options.Wmf).Fit(plays, progress, cancel);
        return Fit(plays, wmf, Hear(plays, sound, cancel), progress, cancel);
    }

    /// <summary>Fits the predictor alone, to factors and on frames that are there already: for comparing predictors.</summary>
    /// <param name="plays">Training plays.</param>
    /// <param name="wmf">Fitted on them; the weighted prediction error takes its confidences.</param>
    /// <param name="heard">Made by <see cref="Hear"/> with the same kind of predictor.</param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">The catalogues differ, or the weighted prediction error cannot follow the factorisation's
    /// weights.</exception>
    public VanDenOord2013Model Fit(Interactions plays, WmfModel wmf, HeardItems heard, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        HeardItems.RequireSame(Require.NotNull(plays), Require.NotNull(heard).Frames.Ids, nameof(heard));
        HeardItems.RequireSame(plays, Require.NotNull(wmf).ItemIds, nameof(wmf));
        Require.Length(wmf.UserFactors.Rows, plays.Users, nameof(wmf));
        EncoderTarget target = Options.Objective == VanDenOord2013Objective.WeightedPrediction
            ? new WeightedPredictionTarget(wmf.UserFactors, PlayConfidence.Apply(plays, wmf.Options), wmf.ItemFactors)
            : new FactorTarget(wmf.ItemFactors,
                Options.Objective == VanDenOord2013Objective.UnitSquaredError ? FactorLoss.UnitSquaredError : FactorLoss.SquaredError);
        var encoder = new Encoder(Training(wmf.Factors)).Fit(heard.Frames, target, heard.FrontEnd, progress, cancel);
        return new VanDenOord2013Model(plays, wmf, encoder, encoder.Encode(heard.Frames, cancel), heard.Frames.Missing);
    }

    /// <summary>Turns sound into what the predictor takes: log-mel frames, or bags of words whose codebook is learnt on played items alone.</summary>
    public HeardItems Hear(Interactions plays, AudioItems sound, CancellationToken cancel = default)
    {
        HeardItems.RequireSame(plays, sound);
        bool words = Options.Predictor is VanDenOord2013Predictor.WordsPerceptron or VanDenOord2013Predictor.WordsLinear;
        AudioFrontEnd frontEnd = !words ? new LogMelFrontEnd(hopLength: Options.Predictor == VanDenOord2013Predictor.Spotify2014 ? 1024 : 512)
            : BagOfWords.Learn(HeardItems.Played(plays, sound), Options.Words, cancel);
        return new HeardItems(ItemFrames.Compute(sound, frontEnd, Options.Training.Threads, cancel: cancel), frontEnd);
    }

    private EncoderOptions Training(int factors)
    {
        var (network, window) = Options.Predictor switch
        {
            VanDenOord2013Predictor.Spotify2014 => (NetworkPlans.Spotify2014(factors, Options.Width), 599),
            VanDenOord2013Predictor.WordsPerceptron => (NetworkPlans.Perceptron(factors, Math.Max(1, (int)(1000 * Options.Width))), 1),
            VanDenOord2013Predictor.WordsLinear => (NetworkPlans.Linear(factors), 1),
            _ => (NetworkPlans.VanDenOord2013(factors, Options.Width), 128),
        };
        return Options.Training.Network is null ? Options.Training with { Network = network, Window = window } : Options.Training;
    }
}
