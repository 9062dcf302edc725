using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>What a test of decoders needs of the machine.</summary>
[Flags]
public enum DecoderNeeds
{
    None = 0,
    Ffmpeg = 1,
    SndFile = 2,
    Shell = 4,
}

/// <summary>A fact that needs decoders of the machine; skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DecoderFactAttribute : FactAttribute
{
    public DecoderFactAttribute(DecoderNeeds needs)
    {
        if (needs.HasFlag(DecoderNeeds.Ffmpeg) && !new FfmpegDecoder().IsAvailable) Skip = "ffmpeg and ffprobe are not on the PATH.";
        if (needs.HasFlag(DecoderNeeds.SndFile) && !SndFileDecoder.IsAvailable) Skip = "libsndfile is not installed.";
        if (needs.HasFlag(DecoderNeeds.Shell) && !File.Exists("/bin/sh")) Skip = "There is no /bin/sh for stand-ins of ffmpeg.";
    }
}
