using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Fpmc"/>.</summary>
public sealed record FpmcOptions
{
    /// <summary>Length of the vectors of transitions, 1 to 1024. Default 64.</summary>
    public int Factors { get; init => field = Require.Between(value, 1, 1024); } = 64;

    /// <summary>Length of the vectors of taste, where users are given, 1 to 1024. Default 64.</summary>
    public int UserFactors { get; init => field = Require.Between(value, 1, 1024); } = 64;

    /// <summary>Passes; each takes every transition once, in random order. Default 20.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Step size of the first epoch; it falls linearly to a tenth in the last. Default 0.1.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>L2 weight on every vector and bias that a transition touches. Default 0.005.</summary>
    public double Regularization { get; init => field = Require.NotNegative(value); } = 0.005;

    /// <summary>Other items drawn for each transition; the one that scores highest is learnt from. 1 is the paper's S-BPR, more is dynamic negative
    /// sampling. Default 16.</summary>
    public int NegativeCandidates { get; init => field = Require.Between(value, 1, 1000); } = 16;

    /// <summary>Other items are drawn in proportion to their events to this power, in [0, 1]; 0 is uniform, as in the paper. Default 0.5.</summary>
    public double NegativePower { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Factorised personalised Markov chain (Rendle, Freudenthaler, Schmidt-Thieme, WWW 2010): score(j | user u, last item l) =
/// a_u . t_j + x_l . e_j + b_j, learnt by S-BPR, stochastic gradient on ln sigmoid(score of what came next - score of another item). The basket is
/// the last item. Without users it is the factorised Markov chain, FMC. Steps are serial, in an order that the seed fixes.</summary>
public sealed unsafe class Fpmc
{
    private const int StepsPerCheck = 1 << 14;
    private readonly FpmcOptions _options;

    /// <summary>Chooses the settings.</summary>
    public Fpmc(FpmcOptions? options = null) => _options = options ?? new();

    /// <summary>Learns transitions alone. O(transitions x epochs x factors x candidates). The loss reported is the mean of -ln sigmoid(score of
    /// what came next - score of the item learnt from).</summary>
    /// <exception cref="MusicRecException">No sequence has two events.</exception>
    public MarkovFactorModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        Learn(data, null, [], progress, cancel);

    /// <summary>Learns transitions and the taste of users.</summary>
    /// <param name="data">Training sequences.</param>
    /// <param name="userIds">External user ids.</param>
    /// <param name="userOf">User of each sequence, shape [data.Count].</param>
    /// <param name="progress">Gets one report an epoch.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="MusicRecException">No sequence has two events.</exception>
    public MarkovFactorModel Fit(ItemSequences data, IdMap userIds, ReadOnlySpan<int> userOf, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        Require.Length(userOf.Length, Require.NotNull(data).Count, nameof(userOf));
        foreach (int user in userOf) Require.Index(user, Require.NotNull(userIds).Count, nameof(userOf));
        return Learn(data, userIds, userOf.ToArray(), progress, cancel);
    }

    private MarkovFactorModel Learn(ItemSequences data, IdMap? userIds, int[] userOf, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        var transitions = Transitions.Of(Require.NotNull(data));
        int taste = userIds is null ? 0 : _options.UserFactors, factors = _options.Factors;
        var entries = Start(data.Items, factors + taste + 1, stream: 1); // e_j, t_j, b_j
        var exits = Start(data.Items, factors, stream: 2);
        var users = userIds is null ? null : Start(userIds.Count, taste, stream: 3);
        for (int i = 0; i < data.Items; i++) entries.Row(i)[^1] = 0;
        var negatives = new AliasSampler(transitions.Counts, _options.NegativePower);
        for (int epoch = 0; epoch < _options.Epochs && data.Items > 1; epoch++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            double loss = Epoch(transitions, userOf, entries, exits, users, negatives, epoch, cancel);
            double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            progress?.Report(new(epoch + 1, _options.Epochs, loss, double.NaN, transitions.Count / seconds));
        }
        return new(data.ItemIds, entries, exits, userIds, users);
    }

    private double Epoch(Transitions transitions, int[] userOf, Matrix entries, Matrix exits, Matrix? users, AliasSampler negatives, int epoch,
        CancellationToken cancel)
    {
        var random = new CounterRandom(_options.Seed, 16 + (ulong)epoch);
        int[] order = transitions.Shuffled(_options.Seed, epoch);
        int factors = _options.Factors, taste = users?.Columns ?? 0, n = entries.Stride;
        float rate = (float)(_options.LearningRate * (1 - 0.9 * epoch / Math.Max(_options.Epochs - 1, 1))), decay = (float)_options.Regularization;
        var context = new Matrix(1, entries.Columns); // x_l, a_u, 1
        var state = context.Row(0);
        var (loss, pairs) = (0.0, 0);
        for (int t = 0; t < order.Length; t++)
        {
            if (t % StepsPerCheck == 0) cancel.ThrowIfCancellationRequested();
            var (row, from, to) = transitions[order[t]];
            exits[from].CopyTo(state);
            users?[userOf[row]].CopyTo(state[factors..]);
            state[^1] = 1;
            int other = Hardest(negatives, random, (ulong)t, to, context.Pointer, entries);
            if (other < 0) continue; // only the item itself was drawn
            pairs++;
            float* right = entries.Pointer + (long)to * n, wrong = entries.Pointer + (long)other * n;
            loss += Math.Log(1 + Math.Exp(Dot.Run(context.Pointer, wrong, n) - Dot.Run(context.Pointer, right, n)));
            BprUpdate.Run(context.Pointer, right, wrong, n, rate, decay);
            state[..factors].CopyTo(exits.Row(from));
            if (users is not null) state.Slice(factors, taste).CopyTo(users.Row(userOf[row]));
        }
        GC.KeepAlive((entries, context));
        return loss / Math.Max(1, pairs);
    }

    private int Hardest(AliasSampler negatives, CounterRandom random, ulong step, int to, float* state, Matrix entries)
    {
        int best = -1, candidates = _options.NegativeCandidates;
        float most = float.NegativeInfinity;
        for (int c = 0; c < candidates; c++)
        {
            int item = negatives.Draw(random, step * (ulong)candidates + (ulong)c);
            if (item == to) continue;
            if (candidates == 1) return item;
            float score = Dot.Run(state, entries.Pointer + (long)item * entries.Stride, entries.Stride);
            if (score > most) (best, most) = (item, score);
        }
        return best;
    }

    private Matrix Start(int rows, int columns, ulong stream)
    {
        var (matrix, random) = (new Matrix(rows, columns), new CounterRandom(_options.Seed, stream));
        double scale = 0.1 / Math.Sqrt(columns);
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < columns; k++) matrix.Row(r)[k] = (float)(scale * random.Normal((ulong)r * (ulong)columns + (ulong)k));
        return matrix;
    }
}
