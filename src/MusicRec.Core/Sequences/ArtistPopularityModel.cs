using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A fitted <see cref="ArtistPopularity"/>. Immutable and safe to share between threads.</summary>
public sealed class ArtistPopularityModel : IIncrementalModel
{
    private const string Kind = "artist-popularity";
    private readonly int[] _artistOf;
    private readonly float[] _counts;
    private readonly float _everywhere;
    private readonly ILookup<int, int> _itemsOf;
    private readonly RecentEvents _recent;

    internal ArtistPopularityModel(IdMap itemIds, int[] artistOf, float[] counts, float everywhere)
    {
        (ItemIds, _artistOf, _counts, _everywhere) = (itemIds, artistOf, counts, everywhere);
        _itemsOf = Enumerable.Range(0, artistOf.Length).Where(item => artistOf[item] >= 0).ToLookup(item => artistOf[item]);
        _recent = new(this);
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        int items = ItemIds.Count;
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        for (int r = 0; r < rows.Length; r++)
        {
            var history = histories[rows[r]];
            var row = scores.Slice(r * items, items);
            float everywhere = history.IsEmpty ? 1 : _everywhere;
            for (int i = 0; i < items; i++) row[i] = everywhere * _counts[i];
            var plays = new SortedDictionary<int, int>();
            foreach (int item in history)
                if (_artistOf[item] >= 0) plays[_artistOf[item]] = plays.GetValueOrDefault(_artistOf[item]) + 1;
            foreach (var (artist, n) in plays)
                foreach (int item in _itemsOf[artist]) row[item] = _counts[item] * ((float)n / history.Length + everywhere);
        }
    }

    /// <inheritdoc/>
    public int StateLength => _recent.StateLength;

    /// <inheritdoc/>
    public int Remembers => _recent.Remembers;

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => _recent.Advance(items, states);

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores) => _recent.ScoreStates(states, scores);

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Set("everywhere", _everywhere);
        file.Add("artists", _artistOf, _artistOf.Length);
        file.Add("counts", _counts, _counts.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static ArtistPopularityModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        float[] counts = file.Get<float>("counts", itemIds.Count);
        float everywhere = file.Get<float>("everywhere");
        if (!(everywhere is >= 0 and < 1e6f) || counts.AsSpan().ContainsAnyExceptInRange(0f, 1e15f))
            throw SequenceFile.Damaged("counts", "one is negative or too large");
        return new(itemIds, file.Get<int>("artists", itemIds.Count), counts, everywhere);
    }
}
