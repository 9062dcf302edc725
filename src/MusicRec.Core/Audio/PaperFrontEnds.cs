namespace MusicRec.Audio;

/// <summary>The front-ends of four papers on content-based music recommendation, as far as a frame goes; what follows a frame is said for each.
/// docs/methods/presets.md tells what the papers leave open and what was chosen.</summary>
public static class PaperFrontEnds
{
    /// <summary>The sample rate of van den Oord et al. and Oramas et al., in Hz.</summary>
    public const int SampleRate = 22_050;

    /// <summary>van den Oord, Dieleman, Schrauwen 2013, the convolutional network's input: 128 mel bands, frames of 1024 samples, hop 512,
    /// ln(1 + 10,000 x). A clip of 3 s is 128 frames. Next: windows of 3 s, drawn at random for training, consecutive and averaged for
    /// prediction.</summary>
    public static MelSpectrogram VanDenOord2013() => new(SampleRate, Short, new() { Bands = 128 }, LogCompression.Log1p());

    /// <summary>The same paper's bag of words: 13 MFCC of frames of 1024 samples, hop 512. Next: first and second <see cref="Deltas"/> beside them,
    /// 4000 means, counts per song, PCA that keeps 95 % of the variance.</summary>
    public static Mfcc VanDenOord2013BagOfWords() => new(SampleRate, Short, options: new() { Coefficients = 13, TopDb = null });

    /// <summary>Wang, Wang 2014: 120 bands, frames of 30 ms without overlap; a clip of 5 s is 166 x 120. Next: clips of 5 s drawn
    /// at random, PCA to 100. The transform is as long as the frame, so that some of the lowest bands stay empty; <see cref="WangFrames"/>, which the
    /// pipeline hears with, takes a longer one.</summary>
    /// <param name="sampleRate">Samples per second, 1000 or more.</param>
    public static MelSpectrogram Wang2014(int sampleRate = SampleRate)
    {
        int length = Require.Between(sampleRate, 1000, 1 << 24) * 3 / 100;
        return new(sampleRate, new() { FftLength = length, HopLength = length, Center = false }, new() { Bands = 120 }, LogCompression.Log1p());
    }

    /// <summary>Liang, Zhan, Ellis 2015: MFCC of a frame, in the place of the Echo Nest's timbre vectors of 12 values, which nobody can compute now.
    /// Next: 1024 means, nearest mean by Euclid, histogram over the song, divided by its sum.</summary>
    public static Mfcc Liang2015() => new(SampleRate, Short, options: new() { Coefficients = 13, TopDb = null });

    /// <summary>Oramas, Nieto, Sordo, Serra 2017: constant-Q transform of 96 bins, 12 to an octave, hop 1024, decibels below the track's loudest.
    /// Next: one patch of 15 s, 322 x 96, each value standardised over the training patches.</summary>
    public static DecibelFrontEnd Oramas2017() => new(new ConstantQ(SampleRate, new() { HopLength = 1024, Bins = 96 }), amplitudes: true);

    private static StftOptions Short => new() { FftLength = 1024, HopLength = 512, Center = false };
}
