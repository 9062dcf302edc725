using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>One row a clip of 5 s, its 166 x 120 mel bands (<see cref="WangFrames"/>) along principal components: the input of Wang, Wang 2014. The
/// paper draws clips at random; these follow one another, so that all of a track is heard. Learnt by <see cref="Learn"/>.</summary>
public sealed class PrincipalClips : AudioFrontEnd
{
    internal const string Name = "principal-clips";

    /// <summary>Frames of a clip: 5 s of 30 ms.</summary>
    public const int ClipFrames = 166;

    private readonly WangFrames _frames;
    private readonly PcaModel _pca;

    private PrincipalClips(WangFrames frames, PcaModel pca)
    {
        (_frames, _pca) = (frames, pca);
        if (pca.Columns != ClipFrames * frames.Columns)
            throw new ArgumentException($"Components of {pca.Columns} values do not fit clips of {ClipFrames} x {frames.Columns}.");
        Configuration = new ProjectedFeatures(new Clips(frames), pca).Configuration;
    }

    /// <inheritdoc/>
    public override string Configuration { get; }

    /// <inheritdoc/>
    public override int SampleRate => _frames.SampleRate;

    /// <summary>Components.</summary>
    public override int Columns => _pca.Components.Rows;

    /// <summary>Learns the components from sound.</summary>
    /// <param name="items">The clips to learn from: training items alone.</param>
    /// <param name="components">How many, at least 1; fewer where there are fewer clips. The paper: 100.</param>
    /// <param name="threads">Threads; 0 for all cores.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="MusicRecException">Fewer than two clips could be read.</exception>
    public static PrincipalClips Learn(AudioItems items, int components = 100, int threads = 0, CancellationToken cancel = default)
    {
        var frames = new WangFrames();
        var clips = new Clips(frames);
        var heard = ItemFrames.Compute(items, clips, threads, cancel: cancel);
        int[] known = [.. heard.Known];
        int count = known.Sum(item => heard[item].Length / clips.Columns);
        if (count < 2) throw new MusicRecException($"{count} clips of 5 s cannot make principal components; give more sound.");
        var rows = new Matrix(count, clips.Columns);
        int row = 0;
        foreach (int item in known)
            for (int at = 0; at < heard[item].Length; at += clips.Columns) heard[item].Slice(at, clips.Columns).CopyTo(rows.Row(row++));
        var recipe = new PcaOptions { Components = Math.Min(Require.Positive(components), count - 1), Threads = threads };
        return new PrincipalClips(frames, new Pca(recipe).Fit(rows, cancel));
    }

    /// <inheritdoc/>
    public override float[] Compute(ReadOnlySpan<float> samples)
    {
        float[] clips = new Clips(_frames).Compute(samples);
        var coordinates = new float[clips.Length / _pca.Columns * Columns];
        _pca.Transform(clips, coordinates);
        return coordinates;
    }

    private protected override string Kind => Name;

    private protected override void Write(ModelFile file)
    {
        file.Set("sample_rate", SampleRate);
        file.Set("bands", _frames.Columns);
        using var bytes = new MemoryStream();
        _pca.Save(bytes);
        file.Add("components", bytes.ToArray(), (int)bytes.Length);
    }

    internal static PrincipalClips Read(ModelFile file)
    {
        using var components = new MemoryStream(file.Get<byte>("components", -1));
        int bands = Require.Between(file.Get<int>("bands"), 1, 1024), rate = Require.Between(file.Get<int>("sample_rate"), 1000, 192_000);
        return new PrincipalClips(new WangFrames(rate, bands), PcaModel.Load(components));
    }

    /// <summary>Clips that follow one another, each flattened; a track shorter than a clip is one, filled up with zeros.</summary>
    private sealed class Clips(WangFrames frames) : IClipFeatures
    {
        public string Configuration => FeatureText.Of(frames.Configuration, "clips", ClipFrames);
        public int SampleRate => frames.SampleRate;
        public int Columns => ClipFrames * frames.Columns;

        public float[] Compute(ReadOnlySpan<float> samples)
        {
            float[] values = frames.Compute(samples);
            if (values.Length == 0) return [];
            int[] starts = ClipWindows.Consecutive(values.Length / frames.Columns, ClipFrames);
            var clips = new float[starts.Length * Columns];
            for (int c = 0; c < starts.Length; c++) ClipWindows.Copy(values, starts[c], clips.AsSpan(c * Columns, Columns), frames.Columns);
            return clips;
        }
    }
}
