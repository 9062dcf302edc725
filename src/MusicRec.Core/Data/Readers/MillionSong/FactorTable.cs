using System.Text.Unicode;
using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Factors or features with the ids of their rows: a matrix of numpy and a text with an id a line, as MSD-A (Oramas et al. 2017) gives its
/// factors.</summary>
/// <param name="Ids">Ids, in the order of the rows.</param>
/// <param name="Values">Shape [Ids.Count, columns].</param>
public sealed record FactorTable(IdMap Ids, Matrix Values)
{
    /// <summary>Reads a matrix and its ids.</summary>
    /// <param name="matrix">A file .npy; see <see cref="NpyReader"/>.</param>
    /// <param name="ids">A text, plain or compressed; the first of a line's fields, separated by tabs, is the id of the row.</param>
    /// <param name="options">Limits of the text; a malformed line is always an error, since rows would no longer fit ids.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="MusicRecException">Damaged files, an id that is empty or comes twice, or as many ids as rows there are not.</exception>
    public static FactorTable Read(string matrix, string ids, MillionSongOptions? options = null, CancellationToken cancel = default)
    {
        options = (options ?? new()) with { Malformed = MalformedLines.Reject };
        var faults = new LineFaults(options, null);
        var table = new IdTable(options.Encoding);
        using (var source = TextSource.Open(ids, options, null, cancel))
        {
            new LineReader(source, options).ForEach(faults, hasHeader: false, line =>
            {
                if (options.Encoding == TextEncoding.Utf8 && !Utf8.IsValid(line)) return LineFaults.NotUtf8;
                int end = line.IndexOf((byte)'\t'), count = table.Count;
                var id = end < 0 ? line : line[..end];
                if (id.IsEmpty) return "the id is empty";
                return table.Index(id) == count ? null : "the id came before";
            });
        }
        var values = NpyReader.ReadMatrix(matrix);
        if (values.Rows != table.Count)
            throw new MusicRecException($"{Path.GetFileName(matrix)} has {values.Rows} rows, but {Path.GetFileName(ids)} names {table.Count}.");
        return new(table.ToIdMap(), values);
    }

    /// <summary>The rows of a catalogue's items, and which of them are known; zeros for the others.</summary>
    public (Matrix Values, bool[] Known) Of(IdMap items)
    {
        var (values, known) = (new Matrix(Require.NotNull(items).Count, Values.Columns), new bool[items.Count]);
        for (int item = 0; item < known.Length; item++)
        {
            known[item] = Ids.TryGetIndex(items[item], out int row);
            if (known[item]) Values[row].CopyTo(values.Row(item));
        }
        return (values, known);
    }
}
