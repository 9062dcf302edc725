using System.Collections.Frozen;

namespace MusicRec.Text;

/// <summary>Words that say nothing of what a text is about.</summary>
public static class StopWords
{
    /// <summary>Articles, pronouns, prepositions, conjunctions and auxiliary verbs of English.</summary>
    public static IReadOnlySet<string> English { get; } = Words("""
        a about above after again against all also am an and any are as at be because been before being below between both but by can could did do
        does doing down during each either else ever few for from further had has have having he her here hers herself him himself his how however i
        if in into is it its itself just may me might more most must my myself neither no nor not now of off on once one only or other our ours
        ourselves out over own same shall she should since so some such than that the their theirs them themselves then there these they this those
        through to too under until up upon us very was we were what when where whether which while who whom whose why will with would yet you your
        yours yourself yourselves
        """);

    /// <summary>Tags that tell of the tagger and not of the music: the hand list that <see cref="TagVocabulary"/> leaves out.</summary>
    public static IReadOnlySet<string> PersonalTags { get; } = new[]
    {
        "favourite", "favorite", "favourites", "favorites", "favourite songs", "favorite songs", "favourite artists", "favorite artists",
        "my favourites", "my favorites", "love", "loved", "love it", "i love", "cool", "awesome", "amazing", "great", "good", "best", "nice",
        "beautiful", "brilliant", "epic", "fun", "sexy", "seen live", "albums i own", "to listen", "check out", "music", "songs",
        "under 2000 listeners",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
