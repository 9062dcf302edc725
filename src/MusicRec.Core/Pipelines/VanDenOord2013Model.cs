using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>What <see cref="VanDenOord2013"/> fitted. Immutable and safe to share between threads.</summary>
public sealed class VanDenOord2013Model
{
    private readonly PlacedBy[] _sources;

    internal VanDenOord2013Model(WmfModel wmf, EncoderModel encoder, EncodedItems predicted, IReadOnlyList<MissingSound> missing)
        : this(wmf, encoder, predicted, missing, predicted.WithFallback(wmf.ItemFactors))
    {
    }

    private VanDenOord2013Model(WmfModel wmf, EncoderModel encoder, EncodedItems predicted, IReadOnlyList<MissingSound> missing, Matrix placed)
    {
        (Wmf, Encoder, Missing) = (wmf, encoder, missing);
        Recommender = new FactorModel(wmf.UserFactors, Joined(wmf.ItemFactors, placed), wmf.UserIds, wmf.ItemIds);
        ContentOnly = new FactorModel(wmf.UserFactors, placed, wmf.UserIds, wmf.ItemIds);
        _sources = new PlacedBy[placed.Rows];
        for (int i = 0; i < placed.Rows; i++)
            _sources[i] = Played(wmf.ItemFactors, i) ? PlacedBy.Plays : predicted.Has(i) ? PlacedBy.Content : PlacedBy.Fallback;
    }

    /// <summary>The factorisation of the plays.</summary>
    public WmfModel Wmf { get; }

    /// <summary>Sound to factors; <see cref="EncoderModel.EncodeFile"/> gives those of a new file.</summary>
    public EncoderModel Encoder { get; }

    /// <summary>Items whose sound could not be used, and why.</summary>
    public IReadOnlyList<MissingSound> Missing { get; }

    /// <summary>Recommends played items by their factors and new ones by their sound.</summary>
    public FactorModel Recommender { get; }

    /// <summary>All items by their sound alone: what a test of cold items looks at.</summary>
    public FactorModel ContentOnly { get; }

    /// <summary>What an item's factors were made of.</summary>
    public PlacedBy SourceOf(int item) => _sources[Require.Index(item, _sources.Length)];

    private static bool Played(Matrix factors, int item) => factors[item].IndexOfAnyExcept(0f) >= 0;

    private static Matrix Joined(Matrix fitted, Matrix placed)
    {
        var joined = new Matrix(fitted.Rows, fitted.Columns);
        for (int i = 0; i < fitted.Rows; i++) (Played(fitted, i) ? fitted[i] : placed[i]).CopyTo(joined.Row(i));
        return joined;
    }
}
