using MusicRec.Numerics;

namespace MusicRec.Text;

/// <summary>Which tags <see cref="TagVocabulary"/> keeps.</summary>
public sealed record TagVocabularyOptions
{
    /// <summary>Merged tags given fewer times are dropped. Default 1,000, which on the Million Song Dataset leaves 561 (Liang, Zhan, Ellis
    /// 2015).</summary>
    public long MinCount { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Tags to leave out, in lower case. Default <see cref="StopWords.PersonalTags"/>.</summary>
    public IReadOnlySet<string> Exclude { get; init => field = Require.NotNull(value); } = StopWords.PersonalTags;

    /// <summary>Whether tags whose words have the same stems are one. Default true.</summary>
    public bool MergeStems { get; init; } = true;
}

/// <summary>Makes a vocabulary of free tags (Liang, Zhan, Ellis 2015): lower case, words without other characters, the hand list left out,
/// equal stems
/// merged, rare ones dropped.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class TagVocabulary(TagVocabularyOptions? options = null)
{
    /// <summary>Which tags are kept.</summary>
    public TagVocabularyOptions Options { get; } = options ?? new();

    /// <summary>Counts tags under their merged form and keeps the frequent ones.</summary>
    /// <param name="tags">Tags with how often they were given; a tag may come several times.</param>
    public TagVocabularyModel Fit(IEnumerable<(string Tag, long Count)> tags)
    {
        var counts = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var (tag, count) in Require.NotNull(tags))
        {
            Require.NotNegative(count);
            string plain = TagVocabularyModel.Key(tag, mergeStems: false);
            if (plain.Length == 0 || Options.Exclude.Contains(plain)) continue;
            string key = TagVocabularyModel.Key(tag, Options.MergeStems);
            if (!counts.TryGetValue(key, out var spellings)) counts.Add(key, spellings = new(StringComparer.Ordinal));
            spellings[plain] = spellings.GetValueOrDefault(plain) + count;
        }
        var kept = counts.Where(pair => pair.Value.Values.Sum() >= Options.MinCount).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        return new TagVocabularyModel([.. kept.Select(pair => pair.Key)], [.. kept.Select(pair => MostFrequent(pair.Value))], Options.MergeStems);
    }

    private static string MostFrequent(Dictionary<string, long> spellings) =>
        spellings.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).First().Key;
}

/// <summary>A vocabulary of tags: finds the index of a tag in any of its spellings. Immutable and thread-safe.</summary>
public sealed class TagVocabularyModel
{
    private const string Kind = "tag-vocabulary";
    private static readonly Tokenizer Words = new(new TokenizerOptions { MinLength = 1, FoldMarks = false });
    private readonly string[] _keys, _tags;
    private readonly Dictionary<string, int> _indices;
    private readonly bool _mergeStems;

    internal TagVocabularyModel(string[] keys, string[] tags, bool mergeStems)
    {
        (_keys, _tags, _mergeStems) = (keys, tags, mergeStems);
        _indices = keys.Select((key, at) => (key, at)).ToDictionary(pair => pair.key, pair => pair.at, StringComparer.Ordinal);
    }

    /// <summary>Each tag in its most frequent spelling, in the order of the merged forms.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>The index of a tag however it is spelled, or -1 where it is not in the vocabulary.</summary>
    public int IndexOf(string tag) => _indices.GetValueOrDefault(Key(tag, _mergeStems), -1);

    /// <summary>Tags of items as 1 and 0: [items, tags].</summary>
    /// <param name="tagsOfItems">Free tags of each item; unknown ones are left out.</param>
    public Matrix Indicators(IReadOnlyList<IReadOnlyList<string>> tagsOfItems)
    {
        if (_tags.Length == 0) throw new InvalidOperationException("The vocabulary is empty; fit it with a lower MinCount.");
        var matrix = new Matrix(Require.NotNull(tagsOfItems).Count, _tags.Length);
        for (int i = 0; i < matrix.Rows; i++)
            foreach (string tag in tagsOfItems[i])
                if (IndexOf(tag) is >= 0 and var at) matrix.Row(i)[at] = 1;
        return matrix;
    }

    /// <summary>Writes the vocabulary.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        TermsFile.Save(file, "keys", _keys);
        TermsFile.Save(file, "tags", _tags);
        file.Set("merge_stems", _mergeStems ? 1 : 0);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static TagVocabularyModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        string[] keys = TermsFile.Load(file, "keys"), tags = TermsFile.Load(file, "tags");
        if (keys.Length != tags.Length) throw new MusicRecException($"The vocabulary is damaged: {keys.Length} keys for {tags.Length} tags.");
        return new(keys, tags, file.Get<int>("merge_stems") != 0);
    }

    /// <inheritdoc cref="Load(Stream)"/>
    public static TagVocabularyModel Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    internal static string Key(string tag, bool mergeStems) =>
        string.Join(' ', Words.Tokens(tag).Select(word => mergeStems ? PorterStemmer.Stem(word) : word));
}
