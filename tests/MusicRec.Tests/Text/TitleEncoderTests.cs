using MusicRec.Text;

namespace MusicRec.Tests.Text;

public class TitleEncoderTests
{
    [Theory]
    [InlineData("  Rock & Roll!! ", "rock & roll")]
    [InlineData("Summer_2017 (party)", "summer 2017 party")]
    [InlineData("chill\t~\nvibes...", "chill vibes")]
    [InlineData("LOVE ❤️🎉", "love ❤🎉")] // the emoji without its variant selector
    [InlineData("👍🏽", "👍")]
    [InlineData("ÉTÉ", "été")]
    [InlineData("#1 it's 50%", "1 it's 50")]
    [InlineData(" ?.!", "?")]
    [InlineData("...", "")]
    [InlineData("", "")]
    public void Titles_have_one_form(string title, string normal) => Assert.Equal(normal, TitleEncoder.Normalize(title));

    [Fact]
    public void Half_a_character_does_no_harm() => Assert.Equal("a \ufffd", TitleEncoder.Normalize("A \ud83d"));

    [Fact]
    public void N_grams_are_those_of_words_with_their_borders()
    {
        Assert.Equal([" a", "ab", "b ", " ab", "ab "], TitleText.Grams("ab", 2, 3));
        Assert.Equal([" 🎉", "🎉 ", " x", "x "], TitleText.Grams("🎉 x", 2, 2));
        Assert.Empty(TitleText.Grams("", 2, 4));
    }

    [Fact]
    public void Like_titles_are_near_and_unlike_ones_are_not()
    {
        var model = new TitleEncoder().Fit(["country roads", "country", "Deep House", "house party", "☀️ summer", "xylem"]);
        double Near(string one, string other)
        {
            var b = model.Encode(other).ToDictionary(pair => pair.Column, pair => pair.Weight);
            return model.Encode(one).Sum(pair => pair.Weight * (double)b.GetValueOrDefault(pair.Column));
        }
        Assert.Equal(1, Near("COUNTRY", "country!"), 6);
        Assert.InRange(Near("contry", "country"), 0.3, 0.95); // a slip of the pen
        Assert.Equal(0, Near("country", "xylem"));
        Assert.Equal(1, Near("☀", "☀️"), 6);
        Assert.Empty(model.Encode("zzz"));
        Assert.Equal(model.Features, model.Transform(["house"]).Columns);
        Assert.Equal(1, model.Transform(["house", ""])[0].ToArray().Sum(x => (double)x * x), 5);
    }

    [Fact]
    public void Hashed_n_grams_share_columns()
    {
        string[] titles = [.. Enumerable.Range(0, 200).Select(t => $"title number {t * 7919}")];
        var hashed = new TitleEncoder(new() { Buckets = 64 }).Fit(titles);
        Assert.InRange(hashed.Features, 32, 64);
        Assert.NotEmpty(hashed.Encode("something new altogether")); // unknown n-grams fall into known columns
        Assert.Equal(10, new TitleEncoder(new() { MaxFeatures = 10 }).Fit(titles).Features);
    }

    [Fact]
    public void An_encoder_is_kept_in_a_file()
    {
        var model = new TitleEncoder(new() { Shortest = 3, Longest = 5, Buckets = 50 }).Fit(["one title", "and another 🎵"]);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.Equal(model.Encode("another title 🎵"), TitleEncoderModel.Load(file).Encode("another title 🎵"));
        byte[] bytes = file.ToArray();
        Assert.Throws<MusicRecException>(() => TitleEncoderModel.Load(new MemoryStream(bytes[..^3])));
        Assert.Throws<MusicRecException>(() => TfIdfModel.Load(new MemoryStream(bytes)));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<MusicRecException>(() => new TitleEncoder().Fit(["", "..."]));
        Assert.Throws<ArgumentNullException>(() => new TitleEncoder().Fit(null!));
        Assert.Throws<ArgumentException>(() => new TitleEncoder(new() { Shortest = 5, Longest = 4 }).Fit(["x"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TitleEncoderOptions { Shortest = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TitleEncoderOptions { Buckets = 0 });
    }
}
