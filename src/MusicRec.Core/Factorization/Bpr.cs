using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Bayesian personalised ranking (Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009): maximises
/// sum ln sigmoid(x_u.(y_i - y_j) + b_i - b_j) - regularization |theta|^2 / 2 over heard i and unheard j, by stochastic gradient on bootstrapped
/// triples. Steps are serial, in an order that the seed fixes: the same bits on any machine with the same SIMD width, whatever its cores.</summary>
public sealed unsafe class Bpr(BprOptions? options = null)
{
    private const int TriesPerNegative = 32; // a user who heard nearly everything may have no unheard item
    private const int TriplesPerCheck = 1 << 14;
    private readonly BprOptions _options = options ?? new();

    /// <summary>Learns the vectors. O(epochs x entries x factors).</summary>
    /// <param name="data">Plays; an entry is a liked item, whatever its weight.</param>
    /// <param name="progress">Gets one report an epoch.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">The ascent diverged: a vector is no longer finite.</exception>
    public BprModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        var (users, items) = (Start(data.Users, stream: 1), Start(data.Items, stream: 2));
        for (int u = 0; u < data.Users; u++)
        {
            if (data.ByUser.RowCount(u) == 0) users.Row(u).Clear(); // nothing is known of them but what everybody likes
            users.Row(u)[^1] = 1;
        }
        for (int i = 0; i < data.Items; i++) items.Row(i)[^1] = 0;
        int[] owners = Owners(data.ByUser);
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            Epoch(data.ByUser, owners, users, items, epoch, cancel);
            RequireFinite(users, epoch);
            RequireFinite(items, epoch);
            double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            progress?.Report(new TrainingStep(epoch + 1, _options.Epochs, double.NaN, double.NaN, data.Count / seconds));
        }
        return new BprModel(users, items, _options, data.UserIds, data.ItemIds);
    }

    /// <summary>Triples of one epoch, in a fixed order.</summary>
    private void Epoch(Csr plays, int[] owners, Matrix users, Matrix items, int epoch, CancellationToken cancel)
    {
        var random = new CounterRandom(_options.Seed, 16 + (ulong)epoch);
        float rate = Rate(_options, epoch), decay = (float)_options.Regularization;
        ulong draws = (ulong)_options.NegativeCandidates * TriesPerNegative + 1;
        for (int t = 0; t < owners.Length; t++)
        {
            if (t % TriplesPerCheck == 0) cancel.ThrowIfCancellationRequested();
            ulong first = (ulong)t * draws;
            int entry = random.Below(first, owners.Length), user = owners[entry];
            float* x = users.Pointer + (long)user * users.Stride;
            int negative = HardestNegative(random, first + 1, plays.RowIndices(user), x, items, _options.NegativeCandidates);
            if (negative < 0) continue;
            BprUpdate.Run(x, items.Pointer + (long)plays.Indices[entry] * items.Stride,
                items.Pointer + (long)negative * items.Stride, users.Stride, rate, decay);
            x[_options.Factors] = 1;
        }
        GC.KeepAlive(users);
        GC.KeepAlive(items);
    }

    /// <summary>Draws items the user has not heard and returns the one that scores highest, or -1 where none was found.</summary>
    internal static int HardestNegative(CounterRandom random, ulong first, ReadOnlySpan<int> heard, float* x, Matrix items, int candidates)
    {
        int best = -1;
        float most = float.NegativeInfinity;
        for (int c = 0; c < candidates; c++)
        {
            int item = -1;
            for (int t = 0; t < TriesPerNegative && item < 0; t++)
            {
                item = random.Below(first + (ulong)(c * TriesPerNegative + t), items.Rows);
                if (heard.BinarySearch(item) >= 0) item = -1;
            }
            if (item < 0) continue;
            if (candidates == 1) return item;
            float score = Dot.Run(x, items.Pointer + (long)item * items.Stride, items.Stride);
            if (score > most) (best, most) = (item, score);
        }
        return best;
    }

    private void RequireFinite(Matrix vectors, int epoch)
    {
        for (int r = 0; r < vectors.Rows; r++)
        {
            foreach (float value in vectors[r])
                if (!float.IsFinite(value)) throw new MusicRecException(
                    $"The fit diverged in epoch {epoch + 1}: a vector holds {value}. Use a learning rate below {_options.LearningRate}.");
        }
    }

    internal static float Rate(BprOptions options, int epoch) =>
        (float)(options.LearningRate * (1 - 0.9 * epoch / Math.Max(options.Epochs - 1, 1)));

    private Matrix Start(int rows, ulong stream)
    {
        var matrix = new Matrix(rows, _options.Factors + 1);
        var random = new CounterRandom(_options.Seed, stream);
        double scale = 0.1 / Math.Sqrt(_options.Factors);
        for (int r = 0; r < rows; r++)
        {
            var row = matrix.Row(r);
            for (int k = 0; k < row.Length; k++) row[k] = (float)(scale * random.Normal((ulong)r * (ulong)row.Length + (ulong)k));
        }
        return matrix;
    }

    private static int[] Owners(Csr plays)
    {
        var owners = new int[plays.Count];
        for (int u = 0; u < plays.Rows; u++) owners.AsSpan((int)plays.Offsets[u], plays.RowCount(u)).Fill(u);
        return owners;
    }
}
