using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A Markov chain in vectors: score(j | last item l) = x_l . e_j + b_j, and a_u . t_j more for a known user u; b_j alone where there is no
/// last item. The result of <see cref="Fpmc"/>, and of <see cref="LatentMarkovEmbedding"/>, where the softmax of the scores is the probability.
/// Immutable and safe to share between threads.</summary>
public sealed unsafe class MarkovFactorModel : IIncrementalModel
{
    private const string Kind = "markov-factors";
    private readonly Matrix _entries; // [items, factors + taste + 1]: e_j, t_j, b_j
    private readonly Matrix _exits; // [items, factors]: x_l
    private readonly Matrix? _users; // [users, taste]: a_u

    internal MarkovFactorModel(IdMap itemIds, Matrix entries, Matrix exits, IdMap? userIds, Matrix? users) =>
        (ItemIds, _entries, _exits, UserIds, _users) = (itemIds, entries, exits, userIds, users);

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>External ids of the users whose taste is known; null where the model was fitted without users.</summary>
    public IdMap? UserIds { get; }

    /// <inheritdoc/>
    public int RowsAtOnce => 64;

    /// <inheritdoc/>
    public int StateLength => _exits.Columns;

    /// <summary>Vectors e_j, shape [items, factors]: near ones are played after the same items.</summary>
    public Matrix EntryVectors()
    {
        var vectors = new Matrix(_entries.Rows, _exits.Columns);
        for (int i = 0; i < vectors.Rows; i++) _entries[i][..vectors.Columns].CopyTo(vectors.Row(i));
        return vectors;
    }

    /// <summary>Vectors x_l, shape [items, factors]: near ones are followed by the same items.</summary>
    public Matrix ExitVectors()
    {
        var vectors = new Matrix(_exits.Rows, _exits.Columns);
        for (int i = 0; i < vectors.Rows; i++) _exits[i].CopyTo(vectors.Row(i));
        return vectors;
    }

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states)
    {
        int length = StateLength;
        Require.Length(states.Length, (long)items.Length * length, nameof(states));
        foreach (int item in items) Require.Index(item, ItemIds.Count, nameof(items));
        for (int r = 0; r < items.Length; r++)
        {
            _exits[items[r]].CopyTo(states[(r * length)..]);
        }
    }

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        var contexts = new Matrix(rows, _entries.Columns);
        for (int r = 0; r < rows; r++) states.Slice(r * StateLength, _exits.Columns).CopyTo(contexts.Row(r));
        Score(contexts, scores);
    }

    /// <summary>Scores all items as the continuation of some histories, whoever the user is.</summary>
    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores) => Score(Contexts(histories, rows), scores);

    /// <summary>Scores all items as the continuation of some histories of known users.</summary>
    /// <param name="histories">Sequences in the model's item order.</param>
    /// <param name="rows">Rows of <paramref name="histories"/>, shape [n].</param>
    /// <param name="users">Their users, indices of <see cref="UserIds"/>, shape [n].</param>
    /// <param name="scores">Filled with scores, shape [n, items].</param>
    /// <exception cref="InvalidOperationException">The model was fitted without users.</exception>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, ReadOnlySpan<int> users, Span<float> scores)
    {
        if (_users is null) throw new InvalidOperationException("The model was fitted without users; give them to Fpmc.Fit, or ask without users.");
        Require.Length(users.Length, rows.Length, nameof(users));
        var contexts = Contexts(histories, rows);
        for (int r = 0; r < users.Length; r++)
            _users[Require.Index(users[r], _users.Rows, nameof(users))].CopyTo(contexts.Row(r)[_exits.Columns..]);
        Score(contexts, scores);
    }

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Add("entries", _entries);
        file.Add("exits", _exits);
        if (_users is not null)
        {
            UserIds!.Save(file, "users");
            file.Add("taste", _users);
        }
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static MarkovFactorModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        var exits = file.GetMatrix("exits", itemIds.Count);
        var userIds = file.Contains("taste") ? IdMap.Load(file, "users") : null;
        var users = userIds is null ? null : file.GetMatrix("taste", userIds.Count);
        var entries = file.GetMatrix("entries", itemIds.Count, exits.Columns + (users?.Columns ?? 0) + 1);
        return new(itemIds, entries, exits, userIds, users);
    }

    private Matrix Contexts(ItemSequences histories, ReadOnlySpan<int> rows)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        var contexts = new Matrix(rows.Length, _entries.Columns);
        for (int r = 0; r < rows.Length; r++)
            if (histories[rows[r]] is { Length: > 0 } history) _exits[history[^1]].CopyTo(contexts.Row(r));
        return contexts;
    }

    private void Score(Matrix contexts, Span<float> scores)
    {
        Require.Length(scores.Length, (long)contexts.Rows * ItemIds.Count, nameof(scores));
        for (int r = 0; r < contexts.Rows; r++) contexts.Row(r)[^1] = 1;
        if (contexts.Rows > 0) ItemScores.Run(contexts.Pointer, contexts.Stride, contexts.Rows, _entries, scores);
        GC.KeepAlive(contexts);
    }
}
