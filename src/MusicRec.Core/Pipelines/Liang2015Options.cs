using MusicRec.Encoders;
using MusicRec.Hybrid;

namespace MusicRec.Pipelines;

/// <summary>Settings of <see cref="Liang2015"/>; docs/methods/liang-content-prior.md.</summary>
public sealed record Liang2015Options
{
    /// <summary>What the factorisation is told of an item. Default the tag network's last hidden layer.</summary>
    public Liang2015Content Content { get; init => field = Require.Defined(value); }

    /// <summary>The codebook. Default the paper's 1024 words; MFCC take the place of the Echo Nest's timbre vectors.</summary>
    public BagOfWordsOptions Words { get; init => field = Require.NotNull(value); } = BagOfWordsOptions.Liang2015;

    /// <summary>Factor for the units of the tag network, for small machines; 1 (default) is full size, three layers of 1200.</summary>
    public double Width { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Training of the tag network; the network follows <see cref="Width"/> where Network is null, its window is one histogram. Default the
    /// paper's: AdaGrad at 0.05, batches of 100, 50 epochs, nothing held out, inputs as they are.</summary>
    public EncoderOptions Training { get; init => field = Require.NotNull(value); } = new()
    {
        Optimizer = EncoderOptimizer.AdaGrad,
        LearningRate = 0.05,
        BatchSize = 100,
        Epochs = 50,
        ValidationShare = 0,
        WindowsPerItem = 1,
        Standardize = Standardization.None,
    };

    /// <summary>The factorisation. Default the paper's settings on its dense data.</summary>
    public ContentWmfOptions Factorization { get; init => field = Require.NotNull(value); } = ContentWmfOptions.Liang2015;
}

/// <summary>What the factorisation of <see cref="Liang2015"/> is told of an item.</summary>
public enum Liang2015Content
{
    /// <summary>'CF + deep': the last hidden layer of a network that predicts tags from the histogram.</summary>
    Deep = 0,

    /// <summary>'CF + shallow': the histogram of codewords itself.</summary>
    Shallow = 1,
}
