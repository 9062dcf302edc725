using MusicRec.Audio;
using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Encoders;

/// <summary>The content of a catalogue's items as frames of values: of sound, in memory or in a <see cref="FeatureStore"/>, or plain feature
/// vectors as one frame each. Immutable, safe to share between threads.</summary>
public sealed class ItemFrames
{
    private readonly float[]?[] _frames;
    private readonly FeatureStore? _store;
    private readonly bool[] _known;

    private ItemFrames(IdMap ids, int columns, float[]?[] frames, FeatureStore? store, bool[] known, IReadOnlyList<MissingSound> missing) =>
        (Ids, Columns, _frames, _store, _known, Missing) = (ids, columns, frames, store, known, missing);

    /// <summary>The catalogue.</summary>
    public IdMap Ids { get; }

    /// <summary>Values per frame.</summary>
    public int Columns { get; }

    /// <summary>Items without sound, or with a broken file, and why; in order of items.</summary>
    public IReadOnlyList<MissingSound> Missing { get; }

    /// <summary>Items with frames, ascending.</summary>
    public IEnumerable<int> Known => Enumerable.Range(0, _known.Length).Where(item => _known[item]);

    /// <summary>Whether an item has frames.</summary>
    public bool Has(int item) => _known[Require.Index(item, Ids.Count)];

    /// <summary>The frames of an item, shape [any, Columns]; empty where it has none.</summary>
    public ReadOnlySpan<float> this[int item] => !Has(item) ? [] : _store is { } store ? store[Ids[item]] : _frames[item];

    /// <summary>Hears every item once. What cannot be read is told in <see cref="Missing"/>; the work goes on.</summary>
    /// <param name="items">The sound.</param>
    /// <param name="features">What is made of it; clips at other rates are resampled.</param>
    /// <param name="threads">Threads; 0 for all cores.</param>
    /// <param name="progress">Told after every item; from several threads, one at a time.</param>
    /// <param name="cancel">Stops the work.</param>
    public static ItemFrames Compute(AudioItems items, IClipFeatures features, int threads = 0, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        Require.NotNull(features);
        int count = Require.NotNull(items).Ids.Count, done = 0;
        var (frames, reasons, gate) = (new float[]?[count], new string?[count], new Lock());
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        WorkerTeam.Shared.Run(count, WorkerTeam.Threads(threads), (item, _) =>
        {
            (frames[item], reasons[item]) = Hear(items, features, item);
            if (progress is null) return;
            lock (gate)
            {
                double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
                progress.Report(new TrainingStep(++done, count, double.NaN, double.NaN, done / Math.Max(seconds, 1e-9)));
            }
        }, cancel);
        MissingSound[] missing = [.. reasons.Index().Where(reason => reason.Item is not null).Select(r => new MissingSound(r.Index, r.Item!))];
        return new ItemFrames(items.Ids, features.Columns, frames, null, [.. frames.Select(f => f is not null)], missing);
    }

    /// <summary>Frames that <see cref="FeatureExtraction"/> has stored under the items' ids; the store must stay open.</summary>
    public static ItemFrames FromStore(FeatureStore store, IdMap ids)
    {
        Require.NotNull(store);
        bool[] known = [.. Enumerable.Range(0, Require.NotNull(ids).Count).Select(item => store.Contains(ids[item]) && store[ids[item]].Length > 0)];
        MissingSound[] missing = [.. known.Index().Where(k => !k.Item).Select(k => new MissingSound(k.Index, "The store has no frames of it."))];
        return new ItemFrames(ids, store.Columns, [], store, known, missing);
    }

    /// <summary>Rows as frames: one frame an item, for encoders of plain feature vectors.</summary>
    /// <param name="ids">The catalogue.</param>
    /// <param name="rows">Features, [items, any].</param>
    /// <param name="known">Items whose row means something; null for all. The others have no content.</param>
    public static ItemFrames FromRows(IdMap ids, Matrix rows, ItemMask? known = null)
    {
        Require.Length(Require.NotNull(rows).Rows, Require.NotNull(ids).Count, nameof(rows));
        if (known is not null) Require.Length(known.Items, ids.Count, nameof(known));
        float[]?[] frames = [.. Enumerable.Range(0, rows.Rows).Select(item => rows[item].ToArray())];
        int bad = Array.FindIndex(frames, row => Array.Exists(row!, x => !float.IsFinite(x)));
        if (bad >= 0) throw new MusicRecException($"The features of '{ids[bad]}' hold a value that is not finite; leave the item out or repair it.");
        bool[] has = [.. Enumerable.Range(0, rows.Rows).Select(item => known?.Contains(item) ?? true)];
        MissingSound[] missing = [.. has.Index().Where(h => !h.Item).Select(h => new MissingSound(h.Index, "It has no features."))];
        return new ItemFrames(ids, rows.Columns, [.. frames.Select((row, item) => has[item] ? row : null)], null, has, missing);
    }

    /// <summary>The same catalogue with the frames of another item in each item's place: a check that content matters.</summary>
    /// <param name="sources">Whose frames each item gets, by index.</param>
    public ItemFrames Swapped(IReadOnlyList<int> sources)
    {
        Require.Length(Require.NotNull(sources).Count, Ids.Count, nameof(sources));
        float[]?[] frames = [.. sources.Select(source => Has(source) ? this[source].ToArray() : null)];
        MissingSound[] missing = [.. frames.Index().Where(f => f.Item is null).Select(f => new MissingSound(f.Index, "Its source has no content."))];
        return new ItemFrames(Ids, Columns, frames, null, [.. frames.Select(f => f is not null)], missing);
    }

    private static (float[]? Frames, string? Reason) Hear(AudioItems items, IClipFeatures features, int item)
    {
        try
        {
            var clip = items.Load(item).ToMono();
            if (clip.SampleRate != features.SampleRate) clip = Resampler.Resample(clip, features.SampleRate);
            float[] frames = features.Compute(clip[0]);
            return frames.Length > 0 ? (frames, null) : (null, $"The sound lasts {clip.Duration.TotalSeconds:0.000} s, too short for a frame.");
        }
        catch (Exception e) when (e is MusicRecException or IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }
}
