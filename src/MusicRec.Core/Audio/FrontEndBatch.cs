using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Front-ends over the channels of clips, on all cores. The bits do not depend on the number of threads.</summary>
public static class FrontEndBatch
{
    private const int Chunk = 256; // frames a worker takes at a time: a multiple of every register's lanes

    /// <summary>Transforms every channel of a clip.</summary>
    /// <param name="frontEnd">The plan.</param>
    /// <param name="clip">A clip at the plan's sample rate.</param>
    /// <param name="threads">Threads to use; 0 uses all cores.</param>
    /// <param name="cancel">Cancels between pieces.</param>
    /// <returns>Shape [channels, frames, Bins].</returns>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; the message tells which.</exception>
    public static float[] Transform(this IFrontEnd frontEnd, AudioClip clip, int threads = 0, CancellationToken cancel = default) =>
        Transform(frontEnd, [Require.NotNull(clip)], threads, cancel)[0];

    /// <summary>Transforms every channel of every clip.</summary>
    /// <param name="frontEnd">The plan.</param>
    /// <param name="clips">Clips at the plan's sample rate, of any lengths and channels.</param>
    /// <param name="threads">Threads to use; 0 uses all cores.</param>
    /// <param name="cancel">Cancels between pieces.</param>
    /// <returns>One array a clip, shape [channels, frames, Bins].</returns>
    /// <exception cref="MusicRecException">A sample is NaN or infinite; the message tells which.</exception>
    public static float[][] Transform(this IFrontEnd frontEnd, IReadOnlyList<AudioClip> clips, int threads = 0, CancellationToken cancel = default)
    {
        Require.NotNull(frontEnd);
        var features = new float[Require.NotNull(clips).Count][];
        var pieces = new List<Piece>();
        for (int c = 0; c < features.Length; c++)
        {
            var clip = clips[c];
            if (clip.SampleRate != frontEnd.SampleRate)
                throw new ArgumentException(
                    $"Clip {c} has {clip.SampleRate} Hz, the front-end was made for {frontEnd.SampleRate}; resample it.", nameof(clips));
            int frames = frontEnd.FrameCount(clip.Length);
            int step = frontEnd is IFramewise { NeedsWholeClip: null } ? Chunk : Math.Max(1, frames);
            long size = (long)frames * frontEnd.Bins * clip.Channels;
            if (size > Array.MaxLength)
                throw new ArgumentException($"Clip {c} would be {size} values; transform it in parts, or as a stream.", nameof(clips));
            features[c] = new float[size];
            for (int channel = 0; channel < clip.Channels; channel++)
                for (int first = 0; first < Math.Max(1, frames); first += step)
                    pieces.Add(new(c, channel, first, Math.Min(step, frames - first)));
        }
        WorkerTeam.Shared.Run(pieces.Count, WorkerTeam.Threads(threads), (p, _) =>
        {
            int clip = pieces[p].Clip;
            Run(frontEnd, clips[clip], pieces[p], features[clip]);
        }, cancel);
        return features;
    }

    private static void Run(IFrontEnd frontEnd, AudioClip clip, Piece piece, float[] features)
    {
        int frames = frontEnd.FrameCount(clip.Length), bins = frontEnd.Bins;
        var samples = clip[piece.Channel];
        var to = features.AsSpan((piece.Channel * frames + piece.First) * bins, piece.Count * bins);
        if (frontEnd is IFramewise { NeedsWholeClip: null } framewise)
        {
            long hop = frontEnd.HopLength, from = Math.Min(piece.First * hop, samples.Length); // every piece checks its share of the samples
            long end = piece.First + piece.Count == frames ? samples.Length : Math.Min((piece.First + piece.Count) * hop, samples.Length);
            FiniteSamples.Require(samples[(int)from..(int)end], from, $"channel {piece.Channel} of clip {piece.Clip}");
            framewise.Transform(samples, framewise.Framing, piece.First, frames, to);
        }
        else
        {
            FiniteSamples.Require(samples, 0, $"channel {piece.Channel} of clip {piece.Clip}");
            frontEnd.Transform(samples, to);
        }
    }

    /// <summary>Some frames of one channel of one clip.</summary>
    private readonly record struct Piece(int Clip, int Channel, int First, int Count);
}
