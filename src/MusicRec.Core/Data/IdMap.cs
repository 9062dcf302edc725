using System.Text;
using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>External ids and their indices 0 .. Count - 1, in both directions. Immutable, safe to share between threads.</summary>
public sealed class IdMap
{
    private readonly string[]? _ids; // null: the id of index i is i in decimal
    private readonly Lazy<Dictionary<string, int>> _indices;

    private IdMap(int count, string[]? ids)
    {
        (Count, _ids) = (count, ids);
        _indices = new(() => Index(ids ?? []));
    }

    /// <summary>Maps the given ids to their positions.</summary>
    /// <param name="ids">Distinct ids; index i gets the i-th.</param>
    /// <exception cref="ArgumentException">An id comes twice.</exception>
    public IdMap(IEnumerable<string> ids)
    {
        _ids = [.. Require.NotNull(ids)];
        Count = _ids.Length;
        var indices = Index(_ids);
        _indices = new(() => indices);
    }

    /// <summary>Takes ids that are known to be distinct; the way back from id to index is built when first asked for.</summary>
    internal static IdMap Distinct(string[] ids) => new(ids.Length, ids);

    /// <summary>The ids "0", "1", ... "count - 1", without storing them.</summary>
    public static IdMap Sequential(int count) => new(Require.NotNegative(count), null);

    /// <summary>Number of ids.</summary>
    public int Count { get; }

    /// <summary>True where the id of index i is i itself, in decimal.</summary>
    public bool IsSequential => _ids is null;

    /// <summary>The id of an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in 0 .. Count - 1.</exception>
    public string this[int index] =>
        _ids is null ? Require.Index(index, Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : _ids[Require.Index(index, Count)];

    /// <summary>Looks an id up.</summary>
    /// <returns>False, and an index of -1, where the id is unknown.</returns>
    public bool TryGetIndex(string id, out int index)
    {
        if (_ids is not null) return _indices.Value.TryGetValue(id, out index) || Unknown(out index);
        bool found = int.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index)
            && index < Count && (id.Length == 1 || id[0] != '0');
        return found || Unknown(out index);
    }

    /// <summary>The index of an id.</summary>
    /// <exception cref="KeyNotFoundException">The id is unknown.</exception>
    public int IndexOf(string id) =>
        TryGetIndex(id, out int index) ? index : throw new KeyNotFoundException($"The id '{id}' is not among the {Count} known ones.");

    /// <summary>Stores the ids as UTF-8 text with offsets; a sequential map stores its count only.</summary>
    internal void Save(ModelFile file, string name)
    {
        file.Set($"{name}.count", Count);
        if (_ids is null) return;
        var offsets = new long[Count + 1];
        for (int i = 0; i < Count; i++) offsets[i + 1] = offsets[i] + Encoding.UTF8.GetByteCount(_ids[i]);
        var text = new byte[offsets[Count]];
        for (int i = 0; i < Count; i++) Encoding.UTF8.GetBytes(_ids[i], text.AsSpan((int)offsets[i]));
        file.Add($"{name}.offsets", offsets, offsets.Length);
        file.Add($"{name}.text", text, text.Length);
    }

    /// <summary>Reads what <see cref="Save"/> stored.</summary>
    internal static IdMap Load(ModelFile file, string name)
    {
        int count = file.Get<int>($"{name}.count");
        if (count < 0) throw new MusicRecException($"The model file claims {count} ids in '{name}'.");
        if (!file.Contains($"{name}.offsets")) return Sequential(count);
        long[] offsets = file.Get<long>($"{name}.offsets", count + 1L);
        byte[] text = file.Get<byte>($"{name}.text", -1);
        var ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            if (offsets[i] < 0 || offsets[i + 1] < offsets[i] || offsets[i + 1] > text.Length)
                throw new MusicRecException(
                    $"The ids in '{name}' are damaged at {i}: offsets {offsets[i]} to {offsets[i + 1]} of {text.Length} bytes.");
            ids[i] = Encoding.UTF8.GetString(text, (int)offsets[i], (int)(offsets[i + 1] - offsets[i]));
        }
        try { return new IdMap(ids); }
        catch (ArgumentException e) { throw new MusicRecException($"The ids in '{name}' are damaged: {e.Message}", e); }
    }

    private static Dictionary<string, int> Index(string[] ids)
    {
        var indices = new Dictionary<string, int>(ids.Length, StringComparer.Ordinal);
        for (int i = 0; i < ids.Length; i++)
        {
            if (!indices.TryAdd(ids[i], i))
                throw new ArgumentException($"The id '{ids[i]}' comes twice, at {indices[ids[i]]} and {i}; ids must be distinct.", nameof(ids));
        }
        return indices;
    }

    private static bool Unknown(out int index)
    {
        index = -1;
        return false;
    }
}
