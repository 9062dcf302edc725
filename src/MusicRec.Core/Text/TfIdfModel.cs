using MusicRec.Numerics;

namespace MusicRec.Text;

/// <summary>Terms and their inverse document frequencies: turns tokens into weighted vectors. Immutable and thread-safe.</summary>
public sealed class TfIdfModel
{
    private const string Kind = "tfidf";
    private readonly string[] _terms;
    private readonly float[] _weights;
    private readonly Dictionary<string, int> _indices;
    private readonly bool _sublinear, _normalize;

    internal TfIdfModel(string[] terms, float[] weights, bool sublinear, bool normalize)
    {
        (_terms, _weights, _sublinear, _normalize) = (terms, weights, sublinear, normalize);
        _indices = new(StringComparer.Ordinal);
        for (int t = 0; t < terms.Length; t++) _indices.Add(terms[t], t);
    }

    /// <summary>The terms, in ordinal order; a term's place is its column.</summary>
    public IReadOnlyList<string> Terms => _terms;

    /// <summary>Inverse document frequency of each term.</summary>
    public ReadOnlySpan<float> InverseDocumentFrequencies => _weights;

    /// <summary>One document as its terms' weights, by ascending column. Tokens that are no terms are left out.</summary>
    public IReadOnlyList<(int Term, float Weight)> Encode(IEnumerable<string> tokens)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (string token in Require.NotNull(tokens))
            if (_indices.TryGetValue(token, out int term)) counts[term] = counts.GetValueOrDefault(term) + 1;
        var weights = counts.Select(pair => (Term: pair.Key, Weight: Weight(pair.Key, pair.Value))).ToArray();
        double length = _normalize ? Math.Sqrt(weights.Sum(pair => pair.Weight * pair.Weight)) : 1;
        return [.. weights.Select(pair => (pair.Term, (float)(pair.Weight / length)))];
    }

    /// <summary>Documents as rows: [documents, terms], dense: 4 bytes times documents times terms.</summary>
    /// <param name="documents">Each document's tokens. A document without any term is a row of zeros.</param>
    public Matrix Transform(IReadOnlyList<IReadOnlyList<string>> documents)
    {
        var matrix = new Matrix(Require.NotNull(documents).Count, _terms.Length);
        for (int d = 0; d < documents.Count; d++)
            foreach (var (term, weight) in Encode(documents[d])) matrix.Row(d)[term] = weight;
        return matrix;
    }

    /// <summary>Writes terms, frequencies and settings.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        Write(file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static TfIdfModel Load(Stream stream) => Read(ModelFile.Read(Require.NotNull(stream), Kind));

    /// <inheritdoc cref="Load(Stream)"/>
    public static TfIdfModel Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    internal void Write(ModelFile file)
    {
        TermsFile.Save(file, "terms", _terms);
        file.Add("weights", _weights, _weights.Length);
        file.Set("sublinear", _sublinear ? 1 : 0);
        file.Set("normalize", _normalize ? 1 : 0);
    }

    internal static TfIdfModel Read(ModelFile file)
    {
        string[] terms = TermsFile.Load(file, "terms");
        return new(terms, file.GetFinite("weights", terms.Length), file.Get<int>("sublinear") != 0, file.Get<int>("normalize") != 0);
    }

    private double Weight(int term, int count) => (_sublinear ? 1 + Math.Log(count) : count) * _weights[term];
}
