namespace MusicRec.Audio;

/// <summary>Declared against decoded length. Containers round: MP3 counts the delay and padding of its encoder (up to three frames), and ffmpeg
/// writes durations in microseconds. So only what lacks a hundredth, a tenth of a second and three such frames is called short.</summary>
internal static class DeclaredLength
{
    private const int Padding = 3 * 1152;

    public static bool IsShort(long decoded, long? declared, int rate) =>
        declared is { } frames && decoded < frames - frames / 100 - rate / 10 - Padding;
}
