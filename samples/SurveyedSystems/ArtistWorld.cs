using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;
using MusicRec.Text;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>Last.fm-2K with a random part of the tagged artists taken out of the plays: what is left, what is asked, and the artists' tags.</summary>
internal sealed class ArtistWorld
{
    private const int LeastUsers = 5, LeastUses = 5, LeastTaught = 2;
    private readonly LastFm2K _source;

    private ArtistWorld(LastFm2K source, Split split, bool[] cold, int? mostTags)
    {
        (_source, Split, IsCold) = (source, split, cold);
        Cold = new ItemMask([.. Enumerable.Range(0, cold.Length).Where(item => cold[item])], cold.Length);
        var documents = TagsOf(_ => true);
        int[] warm = [.. Enumerable.Range(0, cold.Length).Where(item => !cold[item] && documents[item].Count > 0)];
        Terms = new TfIdf(new TfIdfOptions { Sublinear = true, MaxFeatures = mostTags }).Fit(warm.Select(item => documents[item]));
        Tags = Terms.Transform(documents);
        Listeners = new int[cold.Length];
        for (int user = 0; user < split.Train.Users; user++)
            foreach (int item in split.Train.ItemsOf(user)) Listeners[item]++;
        Taught = [.. warm.Where(item => Listeners[item] >= LeastTaught)];
    }

    public Split Split { get; }
    public bool[] IsCold { get; }

    /// <summary>The artists that are ranked.</summary>
    public ItemMask Cold { get; }

    /// <summary>The tags that are used, weighed on warm artists only.</summary>
    public TfIdfModel Terms { get; }

    /// <summary>TF-IDF of each artist's tags, everybody's, [artists, tags].</summary>
    public Matrix Tags { get; }

    /// <summary>Training listeners of each artist.</summary>
    public int[] Listeners { get; }

    /// <summary>Artists to learn from: with tags, and with two listeners or more, since the factors of one are mostly that listener's.</summary>
    public int[] Taught { get; }

    /// <summary>A tenth of the tagged artists with five listeners or more becomes cold.</summary>
    public static ArtistWorld Make(LastFm2K source, ulong seed, int? mostTags = null) => Cut(source, source.Plays, seed, mostTags);

    /// <summary>The artists' TF-IDF where only chosen users' tags of cold artists are seen; warm artists keep all of theirs.</summary>
    public Matrix TagsBy(Func<int, bool> user) => Terms.Transform(TagsOf(tagging => !IsCold[tagging.Artist] || user(tagging.User)));

    /// <summary>The artists' TF-IDF without the tags that listeners gave to artists hidden from them.</summary>
    public Matrix TagsWithout(Interactions hidden) =>
        Terms.Transform(TagsOf(tagging => tagging.User >= hidden.Users || !hidden.ItemsOf(tagging.User).Contains(tagging.Artist)));

    private static ArtistWorld Cut(LastFm2K source, Interactions plays, ulong seed, int? mostTags)
    {
        var (listeners, tagged) = (new int[plays.Items], new bool[plays.Items]);
        for (int user = 0; user < plays.Users; user++)
            foreach (int item in plays.ItemsOf(user)) listeners[item]++;
        foreach (var tagging in Frequent(source)) if (tagging.Artist < tagged.Length) tagged[tagging.Artist] = true;
        int[] eligible = [.. Enumerable.Range(0, plays.Items).Where(item => listeners[item] >= LeastUsers && tagged[item])];
        var drawn = new ColdItemSplit { TestShare = 0.1, Seed = seed }.Apply(plays.SelectItems(eligible)).Test;
        var cold = new bool[plays.Items];
        for (int user = 0; user < drawn.Users; user++)
            foreach (int item in drawn.ItemsOf(user)) cold[eligible[item]] = true;
        return new ArtistWorld(source, new Split(Part(plays, cold, false), Part(plays, cold, true)) { Kind = SplitKind.ColdItems }, cold, mostTags);
    }

    private static Interactions Part(Interactions plays, bool[] cold, bool wanted)
    {
        var (users, items, weights) = (new List<int>(), new List<int>(), new List<float>());
        for (int user = 0; user < plays.Users; user++)
        {
            var row = plays.ItemsOf(user);
            for (int e = 0; e < row.Length; e++)
            {
                if (cold[row[e]] != wanted) continue;
                users.Add(user);
                items.Add(row[e]);
                weights.Add(plays.WeightsOf(user)[e]);
            }
        }
        return Interactions.FromTriples([.. users], [.. items], [.. weights], plays.UserIds, plays.ItemIds);
    }

    private static IEnumerable<LastFmTagging> Frequent(LastFm2K source)
    {
        var uses = new int[source.TagIds.Count];
        foreach (var tagging in source.Taggings) uses[tagging.Tag]++;
        return source.Taggings.Where(tagging => uses[tagging.Tag] >= LeastUses);
    }

    private List<string>[] TagsOf(Func<LastFmTagging, bool> seen)
    {
        var tags = new List<string>[IsCold.Length];
        for (int item = 0; item < tags.Length; item++) tags[item] = [];
        foreach (var tagging in Frequent(_source))
        {
            if (tagging.Artist < tags.Length && seen(tagging)) tags[tagging.Artist].Add(_source.TagIds[tagging.Tag]);
        }
        return tags;
    }
}
