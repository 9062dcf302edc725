using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;
using MusicRec.Text;

namespace MusicRec.Hybrid;

/// <summary>A fitted <see cref="TitleFactors"/>. A playlist without a title scores zeros; one whose title has no known n-gram is placed where the
/// mean title is. Immutable and safe to share between threads.</summary>
public sealed class TitleFactorModel : IPlaylistModel
{
    private const string Kind = "title-factors";
    private readonly TitleEncoderModel _encoder;
    private readonly LinearMap _map;
    private readonly Matrix _itemFactors;

    internal TitleFactorModel(TitleEncoderModel encoder, LinearMap map, Matrix itemFactors, IdMap itemIds) =>
        (_encoder, _map, _itemFactors, ItemIds) = (encoder, map, itemFactors, itemIds);

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Factors of a playlist from its title alone, [factors].</summary>
    public float[] FactorsOf(string title)
    {
        float[] factors = _map.Intercept.ToArray();
        var known = _encoder.Encode(title);
        for (int k = 0; k < factors.Length; k++)
        {
            double sum = factors[k];
            var weights = _map.Weights[k];
            foreach (var (column, weight) in known) sum += (double)weights[column] * weight;
            factors[k] = (float)sum;
        }
        return factors;
    }

    /// <inheritdoc/>
    public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
    {
        PlaylistRanker.Check(this, playlists, rows, scores);
        scores.Clear();
        for (int q = 0; q < rows.Length; q++)
        {
            string title = TitleEncoder.Normalize(playlists.TitleOf(rows[q]));
            if (title.Length == 0) continue;
            float[] factors = FactorsOf(title);
            MatrixProduct.RowsByRows(Matrix.From(factors, 1, factors.Length), _itemFactors,
                scores.Slice(q * ItemIds.Count, ItemIds.Count), threads: 1);
        }
    }

    /// <summary>Writes the model as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        _encoder.Write(file);
        _map.Write(file);
        ItemIds.Save(file, "items");
        file.Add("factors", _itemFactors);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static TitleFactorModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (encoder, map, itemIds) = (TitleEncoderModel.Read(file), FactorMap.Read(file), IdMap.Load(file, "items"));
        if (map is not LinearMap linear || linear.Inputs != encoder.Features)
            throw new MusicRecException("The map in the model file does not fit its titles; the file is damaged.");
        return new(encoder, linear, file.GetMatrix("factors", itemIds.Count, linear.Outputs), itemIds);
    }
}
