using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>The frames of Oramas, Nieto, Sordo, Serra 2017: see <see cref="OramasFrames"/>. A patch of 15 s is 322 x 96.</summary>
public sealed class ConstantQFrontEnd : AudioFrontEnd
{
    internal const string Name = "oramas-cqt";
    private readonly OramasFrames _frames = new();

    /// <inheritdoc/>
    public override string Configuration => _frames.Configuration;

    /// <inheritdoc/>
    public override int SampleRate => _frames.SampleRate;

    /// <inheritdoc/>
    public override int Columns => _frames.Columns;

    /// <inheritdoc/>
    public override float[] Compute(ReadOnlySpan<float> samples) => _frames.Compute(samples);

    private protected override string Kind => Name;

    private protected override void Write(ModelFile file)
    {
    }

    internal static ConstantQFrontEnd Read(ModelFile _) => new();
}
