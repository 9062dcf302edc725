using MusicRec.Audio;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Numerics;
using MusicRec.Simulation;

namespace MusicRec.Tests.Encoders;

public class EncoderTests
{
    private const int Count = 60;
    private static readonly DemoCatalog World = new(new DemoCatalogOptions { ClipSeconds = 2 });
    private static readonly IdMap Ids = new(Enumerable.Range(0, Count).Select(i => World.ItemIds[i * 6]));
    private static readonly AudioItems Sound = new(Ids, item => World.Render(item * 6));
    private static readonly LogMelFrontEnd Mel = new(bands: 32, hopLength: 1024);
    private static readonly Lazy<ItemFrames> Heard = new(() => ItemFrames.Compute(Sound, Mel)); // threads must not wait for this class
    private static readonly Matrix Energies = Matrix.From([.. Enumerable.Range(0, Count)
        .SelectMany(i => new[] { (float)World.SoundOf(i * 6).Energy, (float)World.SoundOf(i * 6).Brightness })], Count, 2);

    private static ItemFrames Frames => Heard.Value;

    private static EncoderOptions Small => new()
    {
        Network = new("conv 8 4 relu | maxpool 4 | flatten | dense 16 relu | dense 2"),
        Window = 16,
        Epochs = 15,
        LearningRate = 3e-3,
        Seed = 4,
    };

    [Fact]
    public void An_encoder_hears_how_loud_and_bright_a_track_is()
    {
        var model = new Encoder(Small).Fit(Frames, new FactorTarget(Energies), Mel);
        var vectors = model.Encode(Frames);
        double error = 0, variance = 0, mean = Enumerable.Range(0, Count).Average(i => Energies[i][0]);
        for (int i = 0; i < Count; i++)
            (error, variance) = (error + Math.Pow(vectors.Vectors[i][0] - Energies[i][0], 2), variance + Math.Pow(mean - Energies[i][0], 2));
        Assert.True(error < 0.3 * variance, $"share of the variance left: {error / variance:0.00}");
    }

    [Fact]
    public void What_is_saved_encodes_a_new_file_in_the_same_bits()
    {
        var model = new Encoder(Small with { Epochs = 2 }).Fit(Frames, new FactorTarget(Energies), Mel);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = EncoderModel.Load(file);
        Assert.Equal(model.Encode(World.Render(77)), loaded.Encode(World.Render(77)));
        Assert.Equal(model.Embed(Frames).Vectors[5].ToArray(), loaded.Embed(Frames).Vectors[5].ToArray());
        Assert.Equal(16, loaded.EmbeddingWidth);
        var stereo = new AudioClip(22_050, World.Render(77)[0].ToArray(), World.Render(77)[0].ToArray());
        Assert.Equal(model.Encode(World.Render(77)), loaded.Encode(stereo));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Bits_do_not_depend_on_the_number_of_threads(int threads)
    {
        var two = new Encoder(Small with { Epochs = 1, Threads = 2 }).Fit(Frames, new FactorTarget(Energies));
        var other = new Encoder(Small with { Epochs = 1, Threads = threads }).Fit(Frames, new FactorTarget(Energies));
        for (int i = 0; i < Count; i++) Assert.Equal(two.Encode(Frames).Vectors[i].ToArray(), other.Encode(Frames).Vectors[i].ToArray());
    }

    [Fact]
    public void The_embedding_is_what_stands_before_the_last_layer_averaged_over_windows()
    {
        var linear = new Encoder(Small with { Network = new("flatten | dense 2"), Epochs = 1 }).Fit(Frames, new FactorTarget(Energies));
        Assert.Equal(16 * 32, linear.EmbeddingWidth);
        Assert.Equal(16 * 32, linear.Embed(Frames).Vectors.Columns);
    }

    [Fact]
    public void Missing_and_broken_sound_is_told_and_the_fit_goes_on()
    {
        var broken = new AudioItems(Ids, item => item switch
        {
            3 => throw new MusicRecException("There is no sound file for it."),
            4 => new AudioClip(22_050, new float[100]),
            5 => new AudioClip(22_050, [.. Enumerable.Repeat(float.NaN, 22_050)]),
            6 => Resampler.Resample(Sound.Load(6), 16_000),
            _ => Sound.Load(item),
        });
        var frames = ItemFrames.Compute(broken, Mel);
        Assert.Equal([3, 4, 5], frames.Missing.Select(missing => missing.Item));
        Assert.Contains("too short", frames.Missing[1].Reason);
        var vectors = new Encoder(Small with { Epochs = 1 }).Fit(frames, new FactorTarget(Energies)).Encode(frames);
        Assert.False(vectors.Has(4));
        Assert.True(vectors.Has(6));
        var filled = vectors.WithFallback(Energies);
        Assert.Equal(Enumerable.Range(0, Count).Average(i => Energies[i][1]), filled[4][1], 1e-5);
        Assert.Equal(vectors.Vectors[7].ToArray(), filled[7].ToArray());
    }

    [Fact]
    public void Without_any_sound_the_error_tells_why()
    {
        var silent = ItemFrames.Compute(new AudioItems(Ids, _ => throw new MusicRecException("The disk is gone.")), Mel);
        var error = Assert.Throws<MusicRecException>(() => new Encoder(Small).Fit(silent, new FactorTarget(Energies)));
        Assert.Contains("The disk is gone.", error.Message);
    }

    [Fact]
    public void Another_version_and_a_damaged_file_are_refused()
    {
        using var file = new MemoryStream();
        new Encoder(Small with { Epochs = 1 }).Fit(Frames, new FactorTarget(Energies), Mel).Save(file);
        byte[] bytes = file.ToArray();
        var error = Assert.Throws<MusicRecException>(() => Load(Replaced(bytes, "\"encoder.format\":\"1\"", "\"encoder.format\":\"2\"")));
        Assert.Contains("format '2'", error.Message);
        Assert.Throws<MusicRecException>(() => Load(Replaced(bytes, "dense 16 relu", "dense 99 relu")));
        Assert.Throws<MusicRecException>(() => Load(Replaced(bytes, "\"log-mel\"", "\"log-mol\"")));
        Assert.Throws<MusicRecException>(() => Load(Replaced(bytes, "\"window\":\"16\"", "\"window\":\"-6\"")));
        Assert.Throws<MusicRecException>(() => Load(bytes[..^8]));

        static EncoderModel Load(byte[] bytes) => EncoderModel.Load(new MemoryStream(bytes));
    }

    [Fact]
    public void Files_outside_the_catalogue_are_told_and_files_are_found_by_id_or_name()
    {
        var items = AudioItems.FromFiles(new(["a", "b.wav", "sub/c.ogg", "d", "sub/e"]),
            [new("sub/a.wav", "/x/sub/a.wav"), new("b.wav", "/x/b.wav"), new("sub/c.ogg", "/x/sub/c.ogg"), new("sub/e.ogg", "/x/sub/e.ogg"),
                new("other.wav", "/x/other.wav")]);
        Assert.Equal(["other.wav"], items.Unknown.Select(file => file.Id));
        Assert.Contains("'d'", Assert.Throws<MusicRecException>(() => items.Load(3)).Message);
        Assert.ThrowsAny<Exception>(() => items.Load(0)); // the file is not there
        Assert.Throws<ArgumentOutOfRangeException>(() => items.Load(5));
    }

    [Fact]
    public void Catalogues_and_widths_must_agree()
    {
        Assert.Throws<ArgumentException>(() => new Encoder(Small).Fit(Frames, new FactorTarget(new Matrix(Count + 1, 2))));
        Assert.Throws<ArgumentException>(() => new Encoder(Small).Fit(Frames, new FactorTarget(new Matrix(Count, 3))));
        Assert.Throws<MusicRecException>(() => new Encoder(Small).Fit(Frames, new FactorTarget(new Matrix(Count, 2)))); // nobody played anything
        var model = new Encoder(Small with { Epochs = 1 }).Fit(Frames, new FactorTarget(Energies));
        Assert.Throws<ArgumentException>(() => model.Encode(ItemFrames.FromRows(Ids, Energies)));
        Assert.Throws<InvalidOperationException>(() => model.Encode(World.Render(1)));
    }

    private static byte[] Replaced(byte[] bytes, string from, string to)
    {
        var copy = (byte[])bytes.Clone();
        int at = copy.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(from));
        Assert.True(at >= 0, $"The file does not hold {from}.");
        System.Text.Encoding.UTF8.GetBytes(to).CopyTo(copy, at);
        return copy;
    }
}
