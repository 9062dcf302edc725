using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Encoders;

/// <summary>Vectors that an encoder gave the items of a catalogue. Immutable.</summary>
public sealed class EncodedItems
{
    private readonly bool[] _known;

    internal EncodedItems(IdMap ids, Matrix vectors, bool[] known) => (Ids, Vectors, _known) = (ids, vectors, known);

    /// <summary>The catalogue.</summary>
    public IdMap Ids { get; }

    /// <summary>[items, dimension]; zeros where the item has no content.</summary>
    public Matrix Vectors { get; }

    /// <summary>Whether an item had content, so that its vector means something.</summary>
    public bool Has(int item) => _known[Require.Index(item, _known.Length)];

    /// <summary>The items that had content.</summary>
    public ItemMask WithContent() => new([.. Enumerable.Range(0, _known.Length).Where(item => _known[item])], _known.Length);

    /// <summary>Vectors for all: those of items without content are the mean of some others, the best guess where nothing is known.</summary>
    /// <param name="of">The items whose vectors are averaged, for instance the fitted factors of all played items.</param>
    public Matrix WithFallback(Matrix of)
    {
        Require.Length(Require.NotNull(of).Columns, Vectors.Columns, nameof(of));
        var (filled, mean) = (new Matrix(Vectors.Rows, Vectors.Columns), new double[Vectors.Columns]);
        int counted = 0;
        for (int i = 0; i < of.Rows; i++)
        {
            if (of[i].IndexOfAnyExcept(0f) < 0) continue; // never played
            counted++;
            for (int k = 0; k < mean.Length; k++) mean[k] += of[i][k];
        }
        for (int i = 0; i < filled.Rows; i++)
        {
            var row = filled.Row(i);
            if (Has(i)) Vectors[i].CopyTo(row);
            else for (int k = 0; k < mean.Length; k++) row[k] = counted > 0 ? (float)(mean[k] / counted) : 0;
        }
        return filled;
    }
}
