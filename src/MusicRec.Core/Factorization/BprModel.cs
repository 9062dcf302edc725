using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>Vectors learnt by <see cref="Bpr"/>. The last column is the item bias; users hold 1 there. Immutable and safe to share between
/// threads.</summary>
public sealed unsafe class BprModel : FactorModel, IFoldIn
{
    private const string Kind = "bpr";
    private const int FoldInSteps = 2048; // triples a new user's vector is learnt from
    private readonly BprOptions _options;

    internal BprModel(Matrix users, Matrix items, BprOptions options, IdMap userIds, IdMap itemIds) : base(users, items, userIds, itemIds) =>
        _options = options;

    /// <summary>Scores new users: their vector is learnt by the same stochastic steps with the items held still, from zero, in an order that the
    /// model's seed fixes. An empty history gets the item biases.</summary>
    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Histories.Check(histories, rows, scores, ItemFactors.Rows);
        var user = new Matrix(1, ItemFactors.Columns);
        for (int r = 0; r < rows.Length; r++)
        {
            Learn(histories.ItemsOf(rows[r]), user);
            for (int i = 0; i < ItemFactors.Rows; i++) scores[r * ItemFactors.Rows + i] = Dot.Run(user[0], ItemFactors[i]);
        }
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = FactorFile.New(Kind, this);
        file.Set("epochs", _options.Epochs);
        file.Set("learning_rate", _options.LearningRate);
        file.Set("regularization", _options.Regularization);
        file.Set("candidates", _options.NegativeCandidates);
        file.Set("seed", _options.Seed);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static BprModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items, userIds, itemIds) = FactorFile.Read(file);
        if (items.Columns < 2) throw new MusicRecException("The model file's vectors have no room for a bias; it is damaged.");
        try
        {
            var options = new BprOptions
            {
                Factors = items.Columns - 1,
                Epochs = file.Get<int>("epochs"),
                LearningRate = file.Get<double>("learning_rate"),
                Regularization = file.Get<double>("regularization"),
                NegativeCandidates = file.Get<int>("candidates"),
                Seed = file.Get<ulong>("seed"),
            };
            return new BprModel(users, items, options, userIds, itemIds);
        }
        catch (ArgumentException e) { throw new MusicRecException($"The model file's options are damaged: {e.Message}", e); }
    }

    private void Learn(ReadOnlySpan<int> heard, Matrix user)
    {
        user.Row(0).Clear();
        user.Row(0)[^1] = 1;
        if (heard.Length == 0) return;
        var random = new CounterRandom(_options.Seed, 3);
        var (liked, other) = (new Matrix(1, user.Columns), new Matrix(1, user.Columns));
        float decay = (float)_options.Regularization;
        for (int t = 0; t < FoldInSteps; t++)
        {
            ulong first = (ulong)t << 16;
            int negative = Bpr.HardestNegative(random, first + 1, heard, user.Pointer, ItemFactors, _options.NegativeCandidates);
            if (negative < 0) continue;
            ItemFactors[heard[random.Below(first, heard.Length)]].CopyTo(liked.Row(0)); // copies: the step moves its items too
            ItemFactors[negative].CopyTo(other.Row(0));
            float rate = (float)(_options.LearningRate * (1 - 0.9 * t / FoldInSteps));
            BprUpdate.Run(user.Pointer, liked.Pointer, other.Pointer, user.Stride, rate, decay);
            user.Row(0)[^1] = 1;
        }
        GC.KeepAlive((user, liked, other));
    }
}
