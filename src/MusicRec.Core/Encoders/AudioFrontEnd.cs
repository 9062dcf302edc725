using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>What an audio encoder makes of samples before its network: frames of log-mel bands, of a
/// constant-Q transform, clips along principal components, or one bag of words. It is
/// stored with the encoder, so that a new file is heard in the same way. Immutable.</summary>
public abstract class AudioFrontEnd : IClipFeatures
{
    private const string KindKey = "frontend";

    /// <inheritdoc/>
    public abstract string Configuration { get; }

    /// <inheritdoc/>
    public abstract int SampleRate { get; }

    /// <inheritdoc/>
    public abstract int Columns { get; }

    /// <inheritdoc/>
    public abstract float[] Compute(ReadOnlySpan<float> samples);

    private protected abstract string Kind { get; }

    private protected abstract void Write(ModelFile file);

    internal void Save(ModelFile file)
    {
        file.Metadata[KindKey] = Kind;
        Write(file);
    }

    /// <summary>Reads what <see cref="Save"/> stored; the file is not trusted.</summary>
    internal static AudioFrontEnd Load(ModelFile file)
    {
        string kind = file.Metadata.GetValueOrDefault(KindKey, "");
        try
        {
            return kind switch
            {
                LogMelFrontEnd.Name => LogMelFrontEnd.Read(file),
                ConstantQFrontEnd.Name => ConstantQFrontEnd.Read(file),
                BagOfWords.Name => BagOfWords.Read(file),
                PrincipalClips.Name => PrincipalClips.Read(file),
                _ => throw new MusicRecException(
                    $"The encoder's front-end is '{kind}', which this version does not know. Use the version that saved it."),
            };
        }
        catch (ArgumentException e)
        {
            throw new MusicRecException($"The encoder's front-end is damaged: {e.Message}", e);
        }
    }
}
