using MusicRec.Numerics;

namespace MusicRec.Text;

/// <summary>A fitted <see cref="TitleEncoder"/>. Immutable and thread-safe.</summary>
public sealed class TitleEncoderModel
{
    private const string Kind = "title-encoder";
    private readonly TfIdfModel _terms;
    private readonly int _shortest, _longest, _buckets;

    internal TitleEncoderModel(TfIdfModel terms, int shortest, int longest, int buckets) =>
        (_terms, _shortest, _longest, _buckets) = (terms, shortest, longest, buckets);

    /// <summary>Number of columns.</summary>
    public int Features => _terms.Terms.Count;

    /// <summary>A title as weights by ascending column, of Euclidean length 1; empty where it has no known n-gram.</summary>
    public IReadOnlyList<(int Column, float Weight)> Encode(string title) =>
        [.. _terms.Encode(TitleEncoder.Tokens(TitleText.Normalize(title), _shortest, _longest, _buckets))];

    /// <summary>Titles as rows, [titles, <see cref="Features"/>], dense.</summary>
    public Matrix Transform(IReadOnlyList<string> titles)
    {
        var rows = new Matrix(Require.NotNull(titles).Count, Features);
        for (int t = 0; t < titles.Count; t++)
            foreach (var (column, weight) in Encode(titles[t])) rows.Row(t)[column] = weight;
        return rows;
    }

    /// <summary>Writes the encoder as safetensors.</summary>
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
    public static TitleEncoderModel Load(Stream stream) => Read(ModelFile.Read(Require.NotNull(stream), Kind));

    internal void Write(ModelFile file)
    {
        _terms.Write(file);
        file.Set("shortest", _shortest);
        file.Set("longest", _longest);
        file.Set("buckets", _buckets);
    }

    internal static TitleEncoderModel Read(ModelFile file)
    {
        var (shortest, longest, buckets) = (file.Get<int>("shortest"), file.Get<int>("longest"), file.Get<int>("buckets"));
        if (shortest < 2 || longest < shortest || longest > 16 || buckets < 0)
            throw new MusicRecException($"The model file has n-grams of {shortest} to {longest} characters in {buckets} buckets; it is damaged.");
        return new(TfIdfModel.Read(file), shortest, longest, buckets);
    }
}
