using MusicRec.Audio;
using MusicRec.Encoders;
using MusicRec.Simulation;

namespace MusicRec.Tests.Encoders;

public class FrontEndTests
{
    private static readonly DemoCatalog World = new(new DemoCatalogOptions { ClipSeconds = 2 });
    private static readonly AudioItems Sound = new(World.ItemIds, item => item < 30 ? World.Render(item) : throw new MusicRecException("left out"));

    [Fact]
    public void A_bag_of_words_counts_the_frames_of_a_clip()
    {
        var words = BagOfWords.Learn(Sound, new BagOfWordsOptions { Codewords = 20, Variance = null });
        float[] counts = words.Compute(World.Render(5)[0]);
        Assert.Equal(20, counts.Length);
        Assert.Equal(PaperFrontEnds.VanDenOord2013BagOfWords().FrameCount(44_100), counts.Sum());
        var shares = BagOfWords.Learn(Sound, BagOfWordsOptions.Liang2015 with { Codewords = 20 });
        Assert.Equal(1, shares.Compute(World.Render(5)[0]).Sum(), 1e-5);
    }

    [Fact]
    public void Components_keep_the_share_of_the_variance_that_is_asked_for()
    {
        var words = BagOfWords.Learn(Sound, new BagOfWordsOptions { Codewords = 40 });
        Assert.InRange(words.Columns, 2, 29);
        Assert.Equal(words.Columns, words.Compute(World.Render(35)[0]).Length);
    }

    [Fact]
    public void Clips_of_five_seconds_become_rows_and_the_rest_is_left_out()
    {
        var clips = PrincipalClips.Learn(Sound, components: 4);
        Assert.Equal(4, clips.Columns);
        Assert.Equal(4, clips.Compute(new float[22_050]).Length); // shorter than a clip: one, filled up
        Assert.Equal(2 * 4, clips.Compute(new float[22_050 * 14]).Length);
        Assert.Empty(clips.Compute(new float[100]));
        var one = new AudioItems(World.ItemIds, item => item == 0 ? World.Render(item) : throw new MusicRecException("left out"));
        Assert.Throws<MusicRecException>(() => PrincipalClips.Learn(one));
    }

    [Fact]
    public void More_words_than_frames_are_refused() =>
        Assert.Throws<MusicRecException>(() => BagOfWords.Learn(Sound, new BagOfWordsOptions { Codewords = 100_000 }));

    [Theory]
    [InlineData("words")]
    [InlineData("constant-q")]
    [InlineData("principal clips")]
    public void Every_front_end_is_saved_with_its_encoder(string kind)
    {
        AudioFrontEnd frontEnd = kind switch
        {
            "words" => BagOfWords.Learn(Sound, new BagOfWordsOptions { Codewords = 20 }),
            "principal clips" => PrincipalClips.Learn(Sound, components: 5),
            _ => new ConstantQFrontEnd(),
        };
        var frames = ItemFrames.Compute(Sound, frontEnd);
        Assert.Equal(World.Tracks - 30, frames.Missing.Count);
        var options = new EncoderOptions { Network = NetworkPlans.Linear(8), Window = kind == "constant-q" ? 10 : 1, Epochs = 1 };
        var model = new Encoder(options).Fit(frames, new FactorTarget(World.Factors), frontEnd);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.Equal(model.Encode(World.Render(100)), EncoderModel.Load(file).Encode(World.Render(100)));
    }
}
