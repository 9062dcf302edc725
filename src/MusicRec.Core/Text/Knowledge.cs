using System.Collections.Frozen;
using System.Text;

namespace MusicRec.Text;

/// <summary>Facts about entities from a file that the user has: names are found in texts, and what is known of them is added as tokens (after Oramas
/// et al. 2017, who linked names by a service and took the facts from DBpedia). Immutable and thread-safe.</summary>
public sealed class Knowledge
{
    private readonly Tokenizer _tokenizer;
    private readonly FrozenDictionary<string, (string Property, string Value)[]> _facts; // by the entity's name as tokens, with one blank between
    private readonly int _longest;

    /// <summary>Takes the facts.</summary>
    /// <param name="facts">Entity, property, value.</param>
    /// <param name="tokenizer">Cuts names as it cuts the texts; null for the default one.</param>
    public Knowledge(IEnumerable<(string Entity, string Property, string Value)> facts, Tokenizer? tokenizer = null)
    {
        _tokenizer = tokenizer ?? new();
        _facts = Require.NotNull(facts).Select(fact => (Name: Name(fact.Entity), fact.Property, fact.Value)).Where(fact => fact.Name.Length > 0)
            .GroupBy(fact => fact.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Select(fact => (fact.Property, fact.Value)).Distinct().ToArray(),
                StringComparer.Ordinal);
        _longest = _facts.Count == 0 ? 0 : _facts.Keys.Max(name => name.AsSpan().Count(' ') + 1);
    }

    /// <summary>Number of entities.</summary>
    public int Entities => _facts.Count;

    /// <summary>Reads lines of entity, property and value, separated by tabs, UTF-8. Empty lines and those that begin with # are skipped.</summary>
    /// <exception cref="MusicRecException">A line has not three fields: file and line number are named.</exception>
    public static Knowledge Read(string path, Tokenizer? tokenizer = null)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return new Knowledge(Lines(reader, path), tokenizer);
    }

    /// <summary>What is known of an entity, in the order of the file.</summary>
    public IReadOnlyList<(string Property, string Value)> FactsOf(string entity) => _facts.GetValueOrDefault(Name(entity), []);

    /// <summary>A text's tokens, and after them one token for each fact of every entity named in it: "property=value", in lower case. Of overlapping
    /// names the first and longest counts; an entity named twice adds its facts once.</summary>
    /// <param name="text">For instance a biography.</param>
    /// <param name="properties">Properties to use, or null for all.</param>
    public IReadOnlyList<string> Enrich(string text, IReadOnlySet<string>? properties = null)
    {
        var tokens = _tokenizer.Tokens(text).ToList();
        var (extra, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        for (int at = 0; at < tokens.Count; at++)
        {
            for (int count = Math.Min(_longest, tokens.Count - at); count > 0; count--)
            {
                string name = string.Join(' ', tokens.GetRange(at, count));
                if (!_facts.TryGetValue(name, out var facts)) continue;
                if (seen.Add(name))
                    extra.AddRange(facts.Where(fact => properties?.Contains(fact.Property) ?? true)
                        .Select(fact => $"{fact.Property}={fact.Value}".ToLowerInvariant()));
                at += count - 1;
                break;
            }
        }
        return [.. tokens, .. extra];
    }

    private string Name(string entity) => string.Join(' ', _tokenizer.Tokens(entity));

    private static IEnumerable<(string, string, string)> Lines(StreamReader reader, string path)
    {
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.Split('\t') is not [{ Length: > 0 } entity, { Length: > 0 } property, { Length: > 0 } value])
                throw new MusicRecException($"{path}, line {number}: '{line}' is not entity, property and value, separated by tabs.");
            yield return (entity, property, value);
        }
    }
}
