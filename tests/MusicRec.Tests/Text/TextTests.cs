using MusicRec.Text;

namespace MusicRec.Tests.Text;

public class TextTests
{
    [Theory]
    [InlineData("The Beatles: Abbey-Road (1969)!", "the beatles abbey road 1969")]
    [InlineData("Björk & Sigur Rós", "bjork sigur ros")]
    [InlineData("ﬁne Ｊａｚｚ", "fine jazz")] // a ligature, full-width letters
    [InlineData("don't", "don")]
    [InlineData("\u0412\u044B\u0441\u043E\u0446\u043A\u0438\u0439 Bjo\u0308rk", "\u0432\u044B\u0441\u043E\u0446\u043A\u0438\u0439 bjork")]
    [InlineData("a \uD83C\uDFB5 b\uD800c x", "")] // a note sign, half a pair
    [InlineData("", "")]
    public void Text_is_cut_into_words_in_lower_case(string text, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', new Tokenizer().Tokens(text)));

    [Fact]
    public void Marks_may_stay_stop_words_go_and_the_rest_is_stemmed()
    {
        var options = new TokenizerOptions { FoldMarks = false, Stop = StopWords.English, Stem = true };
        Assert.Equal(["björk", "sing"], new Tokenizer(options).Tokens("Björk was singing, and we were not"));
    }

    [Theory] // the examples of Porter 1980
    [InlineData("caresses caress"), InlineData("ponies poni"), InlineData("ties ti"), InlineData("cats cat"), InlineData("feed feed")]
    [InlineData("agreed agre"), InlineData("plastered plaster"), InlineData("bled bled"), InlineData("motoring motor"), InlineData("sing sing")]
    [InlineData("conflated conflat"), InlineData("troubled troubl"), InlineData("sized size"), InlineData("hopping hop"), InlineData("tanned tan")]
    [InlineData("falling fall"), InlineData("hissing hiss"), InlineData("fizzed fizz"), InlineData("failing fail"), InlineData("filing file")]
    [InlineData("happy happi"), InlineData("sky sky"), InlineData("relational relat"), InlineData("conditional condit")]
    [InlineData("rational ration"), InlineData("digitizer digit"), InlineData("operator oper"), InlineData("feudalism feudal")]
    [InlineData("decisiveness decis"), InlineData("hopefulness hope"), InlineData("formaliti formal"), InlineData("sensibiliti sensibl")]
    [InlineData("triplicate triplic"), InlineData("formative form"), InlineData("electrical electr"), InlineData("goodness good")]
    [InlineData("revival reviv"), InlineData("allowance allow"), InlineData("adjustable adjust"), InlineData("replacement replac")]
    [InlineData("adoption adopt"), InlineData("communism commun"), InlineData("activate activ"), InlineData("effective effect")]
    [InlineData("probate probat"), InlineData("rate rate"), InlineData("cease ceas"), InlineData("controll control"), InlineData("roll roll")]
    [InlineData("generalizations gener"), InlineData("oscillators oscil"), InlineData("by by"), InlineData("r&b r&b")]
    public void Words_are_stemmed_as_the_paper_prints(string pair) => Assert.Equal(pair.Split(' ')[1], PorterStemmer.Stem(pair.Split(' ')[0]));

    [Fact]
    public void Weights_are_term_frequency_times_inverse_document_frequency()
    {
        string[][] documents = [["rock", "rock", "indie"], ["rock", "jazz"], []];
        var plain = new TfIdf(new TfIdfOptions { Normalize = false }).Fit(documents);
        Assert.Equal(["indie", "jazz", "rock"], plain.Terms);
        var rows = plain.Transform(documents);
        Assert.Equal(2 * (Math.Log(4.0 / 3) + 1), rows[0][2], 1e-6);
        Assert.Equal(Math.Log(4.0 / 2) + 1, rows[1][1], 1e-6);
        Assert.All(rows[2].ToArray(), value => Assert.Equal(0, value));
        var sublinear = new TfIdf(new TfIdfOptions { Sublinear = true }).Fit(documents);
        double rock = (1 + Math.Log(2)) * (Math.Log(4.0 / 3) + 1), indie = Math.Log(2) + 1;
        Assert.Equal(rock / Math.Sqrt(rock * rock + indie * indie), sublinear.Encode(documents[0])[1].Weight, 1e-6);
    }

    [Fact]
    public void Rare_and_common_terms_are_dropped_and_the_most_frequent_kept()
    {
        string[][] documents = [["a", "b", "c", "c", "c"], ["a", "b"], ["a", "d"], ["a", "b"]];
        Assert.Equal(["b", "c", "d"], new TfIdf(new TfIdfOptions { MaxDocumentShare = 0.75 }).Fit(documents).Terms);
        Assert.Equal(["a", "b"], new TfIdf(new TfIdfOptions { MinDocuments = 2 }).Fit(documents).Terms);
        Assert.Equal(["a", "b"], new TfIdf(new TfIdfOptions { MaxFeatures = 2 }).Fit(documents).Terms); // b and c tie at 3
        Assert.Throws<MusicRecException>(() => new TfIdf(new TfIdfOptions { MinDocuments = 5 }).Fit(documents));
    }

    [Fact]
    public void A_vocabulary_merges_stems_drops_rare_tags_and_leaves_the_hand_list_out()
    {
        var vocabulary = new TagVocabulary(new TagVocabularyOptions { MinCount = 10 }).Fit(
            [("Guitars", 4), ("guitar", 7), ("Seen Live!", 99), ("hip-hop", 6), ("Hip Hop", 5), ("rare", 9), ("???", 50)]);
        Assert.Equal(["guitar", "hip hop"], vocabulary.Tags);
        Assert.Equal(0, vocabulary.IndexOf("GUITARS"));
        Assert.Equal(-1, vocabulary.IndexOf("rare"));
        Assert.Equal([1f, 0f, 1f, 1f], Enumerable.Range(0, 2)
            .SelectMany(i => vocabulary.Indicators([["guitars"], ["hip-hop", "guitar"]])[i].ToArray()));
    }

    [Fact]
    public void What_is_known_of_names_in_a_text_is_added()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("facts.tsv"),
            "# facts\nPortishead\tgenre\tTrip Hop\nNew York\tcountry\tUSA\nYork\tcountry\tEngland\nportishead\thomeTown\tBristol\n");
        var knowledge = Knowledge.Read(folder.File("facts.tsv"));
        Assert.Equal(3, knowledge.Entities);
        Assert.Equal(["portishead", "played", "new", "york", "portishead", "genre=trip hop", "hometown=bristol", "country=usa"],
            knowledge.Enrich("Portishead played New York. Portishead!"));
        Assert.Equal(["country=england"], knowledge.Enrich("York", new HashSet<string> { "country" }).Skip(1));
        File.WriteAllText(folder.File("bad.tsv"), "a\tb\tc\nd\te\n");
        var fault = Assert.Throws<MusicRecException>(() => Knowledge.Read(folder.File("bad.tsv")));
        Assert.Contains("line 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_and_a_cut_file_is_refused()
    {
        var model = new TfIdf(new TfIdfOptions { Sublinear = true }).Fit([["rock", "r&b"], ["rock"]]);
        var tags = new TagVocabulary(new TagVocabularyOptions { MinCount = 1 }).Fit([("Guitars", 1), ("jazz", 1)]);
        byte[] first = Written(model.Save), second = Written(tags.Save);
        Assert.Equal(model.Encode(["rock", "rock", "r&b"]), TfIdfModel.Load(new MemoryStream(first)).Encode(["rock", "rock", "r&b"]));
        var loaded = TagVocabularyModel.Load(new MemoryStream(second));
        Assert.Equal(tags.Tags, loaded.Tags);
        Assert.Equal(tags.IndexOf("guitar"), loaded.IndexOf("guitar"));
        for (int length = 0; length < first.Length; length++)
            Assert.Throws<MusicRecException>(() => TfIdfModel.Load(new MemoryStream(first, 0, length)));
        for (int length = 0; length < second.Length; length++)
            Assert.Throws<MusicRecException>(() => TagVocabularyModel.Load(new MemoryStream(second, 0, length)));
    }

    private static byte[] Written(Action<Stream> save)
    {
        using var stream = new MemoryStream();
        save(stream);
        return stream.ToArray();
    }
}
