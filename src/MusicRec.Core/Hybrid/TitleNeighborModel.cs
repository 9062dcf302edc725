using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;
using MusicRec.Text;

namespace MusicRec.Hybrid;

/// <summary>A fitted <see cref="TitleNeighbors"/>. A playlist without a title, or whose title shares no n-gram with a known one, scores zeros.
/// Immutable and safe to share between threads.</summary>
public sealed class TitleNeighborModel : IPlaylistModel
{
    private const string Kind = "title-neighbors";
    private readonly TitleEncoderModel _encoder;
    private readonly Csr _titlesOf, _tracks; // [n-grams, titles], [titles, items]
    private readonly float[] _scale;
    private readonly int _neighbors;
    private readonly double _power;

    internal TitleNeighborModel(TitleEncoderModel encoder, Csr titlesOf, Csr tracks, float[] scale, int neighbors, double power, IdMap itemIds)
    {
        (_encoder, _titlesOf, _tracks, _scale) = (encoder, titlesOf, tracks, scale);
        (_neighbors, _power, ItemIds) = (neighbors, power, itemIds);
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Number of different titles.</summary>
    public int Titles => _tracks.Rows;

    /// <inheritdoc/>
    public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
    {
        PlaylistRanker.Check(this, playlists, rows, scores);
        scores.Clear();
        int items = ItemIds.Count;
        for (int q = 0; q < rows.Length; q++)
        {
            var row = scores.Slice(q * items, items);
            var sums = new double[items];
            foreach (var (title, similarity) in Nearest(playlists.TitleOf(rows[q])))
            {
                double weight = Math.Pow(similarity, _power);
                var tracks = _tracks.RowIndices(title);
                var counts = _tracks.RowValues(title);
                for (int e = 0; e < tracks.Length; e++) sums[tracks[e]] += weight * counts[e];
            }
            for (int i = 0; i < items; i++) row[i] = (float)(sums[i] * _scale[i]);
        }
    }

    /// <summary>Writes the model as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        _encoder.Write(file);
        ItemIds.Save(file, "items");
        file.Set("neighbors", _neighbors);
        file.Set("power", _power);
        file.Add("scale", _scale, _scale.Length);
        Put(file, "titles", _titlesOf);
        Put(file, "tracks", _tracks);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static TitleNeighborModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (encoder, itemIds) = (TitleEncoderModel.Read(file), IdMap.Load(file, "items"));
        var (neighbors, power) = (file.Get<int>("neighbors"), file.Get<double>("power"));
        if (neighbors < 1 || !(power > 0 && power < 1e6))
            throw new MusicRecException($"The model file has {neighbors} neighbours and the power {power}; it is damaged.");
        long titles = file.Get<long>("tracks.offsets", -1).Length - 1L;
        return new(encoder, Take(file, "titles", encoder.Features, (int)titles), Take(file, "tracks", (int)titles, itemIds.Count),
            file.GetFinite("scale", itemIds.Count), neighbors, power, itemIds);
    }

    // The K largest cosines above 0; ties to the earlier title.
    private IEnumerable<(int Title, double Similarity)> Nearest(string title)
    {
        var found = new Dictionary<int, double>();
        foreach (var (column, weight) in _encoder.Encode(title))
        {
            var titles = _titlesOf.RowIndices(column);
            var weights = _titlesOf.RowValues(column);
            for (int e = 0; e < titles.Length; e++) found[titles[e]] = found.GetValueOrDefault(titles[e]) + (double)weight * weights[e];
        }
        return found.Where(pair => pair.Value > 0).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(_neighbors)
            .Select(pair => (pair.Key, pair.Value));
    }

    private static void Put(ModelFile file, string name, Csr matrix)
    {
        file.Add($"{name}.offsets", matrix.Offsets, matrix.Offsets.Length);
        file.Add($"{name}.indices", matrix.Indices, matrix.Indices.Length);
        file.Add($"{name}.values", matrix.Values, matrix.Values.Length);
    }

    private static Csr Take(ModelFile file, string name, int rows, int columns)
    {
        long[] offsets = file.Get<long>($"{name}.offsets", rows + 1L);
        int[] indices = file.Get<int>($"{name}.indices", -1);
        float[] values = file.GetFinite($"{name}.values", indices.Length);
        bool right = offsets[0] == 0 && offsets[^1] == indices.Length && indices.All(index => (uint)index < (uint)columns);
        for (int r = 0; r < rows && right; r++) right = offsets[r] <= offsets[r + 1];
        return right ? new(rows, columns, offsets, indices, values) : throw new MusicRecException($"The {name} in the model file are damaged.");
    }
}
