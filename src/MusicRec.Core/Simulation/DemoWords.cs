namespace MusicRec.Simulation;

/// <summary>Names, tags and biographies of the simulated world.</summary>
internal sealed class DemoWords(ulong seed, DemoFactors factors)
{
    private static readonly string[] Genres =
        ["electronica", "indie rock", "folk", "jazz", "metal", "hip hop", "ambient", "soul", "punk", "house"];

    private static readonly string[] Scenes = ["northern", "harbour town", "delta", "island", "alpine", "metropolitan"];

    private static readonly string[][] Cities =
    [
        ["Skarnvik", "Oddholm"], ["Port Maren", "Gullhaven"], ["Lower Sarn", "Bayou Clare"],
        ["Isla Verna", "Keo"], ["Hochfall", "Val Doro"], ["Novagrad", "East Aldine"],
    ];

    private static readonly (string Low, string High)[] Properties =
    [
        ("dark", "bright"), ("plucked", "dreamy"), ("slow", "fast"), ("sparse", "groovy"), ("cheerful", "melancholic"), ("deep", "airy"),
        ("quiet", "loud"),
    ];

    private static readonly string[] Empty = ["seen live", "favourites", "albums I own"];

    private static readonly string[] First = ["Velvet", "Iron", "Paper", "Silent", "Golden", "Glass", "Hollow", "Neon", "Winter", "Copper", "Distant",
        "Little", "Electric", "Marble", "Crimson", "Seventh"];

    private static readonly string[] Second = ["Foxes", "Harbour", "Machines", "Orchard", "Parade", "Lanterns", "Static", "Rivers", "Assembly",
        "Garden", "Signals", "Ravens", "Carousel", "Meridian", "Tides", "Atlas"];

    private static readonly string[] Fillers = ["They have played together since school.", "A second album is said to be on its way.",
        "The band records at home.", "Little else is known about them."];

    /// <summary>Name of an artist, different for each.</summary>
    public string Name(int artist)
    {
        int pair = (int)((artist * 167L + DemoDraw.Of(seed, DemoStream.Name).Below(0, 256)) % 256), round = artist / 256; // 167 and 256 are coprime
        string name = $"{First[pair / 16]} {Second[pair % 16]}";
        return round == 0 ? name : $"{name} {round + 1}";
    }

    /// <summary>Tags of an artist.</summary>
    public List<string> OfArtist(int artist)
    {
        var (random, tags) = (DemoDraw.Of(seed, DemoStream.ArtistTags, artist), new List<string>());
        if (random.Uniform(0) < 0.9) tags.Add(Genres[factors.Genre[artist]]);
        int other = (factors.Genre[artist] + 1 + random.Below(1, DemoFactors.Genres - 1)) % DemoFactors.Genres;
        if (random.Uniform(2) < 0.1) tags.Add(Genres[other]);
        if (random.Uniform(3) < 0.7) tags.Add(Scenes[Scene(artist)]);
        Describe(DemoSound.Of(factors.Artists[artist]), random, tags);
        for (int e = 0; e < Empty.Length; e++) if (random.Uniform((ulong)(30 + e)) < 0.15) tags.Add(Empty[e]);
        return tags;
    }

    /// <summary>Tags of a track: some of its artist's, and words for its own sound.</summary>
    public List<string> OfTrack(int track, DemoSound sound)
    {
        var (random, tags) = (DemoDraw.Of(seed, DemoStream.TrackTags, track), new List<string>());
        var artist = OfArtist(factors.ArtistOf[track]);
        for (int t = 0; t < artist.Count; t++) if (random.Uniform((ulong)(50 + t)) < 0.7) tags.Add(artist[t]);
        var own = new List<string>();
        Describe(sound, random, own);
        tags.AddRange(own.Where(tag => !tags.Contains(tag)));
        return tags;
    }

    /// <summary>Two to four sentences about an artist.</summary>
    public string Biography(int artist)
    {
        var random = DemoDraw.Of(seed, DemoStream.Biography, artist);
        string city = Cities[Scene(artist)][random.Below(0, 2)];
        var text = new List<string> { $"{Name(artist)} play {Genres[factors.Genre[artist]]}.", $"They are from {city}." };
        var words = new List<string>();
        Describe(DemoSound.Of(factors.Artists[artist]), random, words);
        if (words.Count > 0) text.Add($"Their songs are {string.Join(" and ", words)}.");
        if (random.Uniform(40) < 0.5) text.Add(Fillers[random.Below(41, Fillers.Length)]);
        return string.Join(" ", text);
    }

    /// <summary>Words for properties far from the middle, each with probability a half; draws counters 10 to 16.</summary>
    private static void Describe(DemoSound sound, Numerics.CounterRandom random, List<string> words)
    {
        for (int k = 0; k < DemoSound.Properties; k++)
        {
            string? word = sound[k] < 0.3 ? Properties[k].Low : sound[k] > 0.7 ? Properties[k].High : null;
            if (word is not null && random.Uniform((ulong)(10 + k)) < 0.5) words.Add(word);
        }
    }

    /// <summary>Sixths of the last factor, the scene, under the normal law.</summary>
    private int Scene(int artist) => factors.Artists[artist][DemoFactors.Count - 1] switch
    {
        < -0.967f => 0,
        < -0.431f => 1,
        < 0 => 2,
        < 0.431f => 3,
        < 0.967f => 4,
        _ => 5,
    };
}
