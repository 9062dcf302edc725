using MusicRec.Audio;

namespace MusicRec.Encoders;

/// <summary>13 MFCC a frame, alone or with first and second derivatives beside them: 39 values.</summary>
internal sealed class MfccFrames(bool derivatives) : IClipFeatures
{
    private const int Width = 9;
    private readonly Mfcc _mfcc = PaperFrontEnds.VanDenOord2013BagOfWords();

    public string Configuration { get; } = FeatureText.Of("mfcc 13", derivatives);
    public int SampleRate => _mfcc.SampleRate;
    public int Columns => _mfcc.Bins * (derivatives ? 3 : 1);
    public float[] Compute(ReadOnlySpan<float> samples) => Compute(_mfcc, samples, derivatives);

    public static float[] Compute(Mfcc mfcc, ReadOnlySpan<float> samples, bool derivatives)
    {
        int bins = mfcc.Bins, count = mfcc.FrameCount(samples.Length);
        var frames = new float[count * bins];
        mfcc.Transform(samples, frames);
        if (!derivatives || count == 0) return frames;
        float[] first = new float[frames.Length], second = new float[frames.Length], all = new float[3 * frames.Length];
        Deltas.Compute(frames, bins, first, Width, 1, DeltaEdges.Repeat);
        Deltas.Compute(frames, bins, second, Width, 2, DeltaEdges.Repeat);
        for (int f = 0; f < count; f++)
        {
            frames.AsSpan(f * bins, bins).CopyTo(all.AsSpan(3 * f * bins));
            first.AsSpan(f * bins, bins).CopyTo(all.AsSpan((3 * f + 1) * bins));
            second.AsSpan(f * bins, bins).CopyTo(all.AsSpan((3 * f + 2) * bins));
        }
        return all;
    }
}
