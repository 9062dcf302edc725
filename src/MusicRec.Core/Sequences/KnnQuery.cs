using System.Runtime.InteropServices;

namespace MusicRec.Sequences;

/// <summary>One query at a time against a <see cref="SessionIndex"/>, with its working memory. Not safe to share between threads.
/// Time is that of the lists of the current items, not of all sessions: what was touched is reset entry by entry.</summary>
internal sealed class KnnQuery(KnnRule rule, SessionIndex index, double[]? itemFactors)
{
    private readonly double[] _shared = new double[index.Sessions]; // sum of weights of shared items
    private readonly int[] _step = new int[index.Sessions]; // step of the most recent shared item, from 1; 0: no candidate
    private readonly int[] _currentStep = new int[index.ItemIds.Count]; // step of each item of the current session; 0: not in it
    private readonly List<int> _current = []; // distinct items of the current session, most recent first
    private readonly List<int> _candidates = [];
    private readonly List<int> _scored = [];
    private readonly List<Neighbour> _neighbours = [];

    /// <summary>Score of every item; 0 outside <see cref="Scored"/>.</summary>
    public double[] Scores { get; } = new double[index.ItemIds.Count];

    /// <summary>Items some neighbour holds; an item may come twice.</summary>
    public ReadOnlySpan<int> Scored => CollectionsMarshal.AsSpan(_scored);

    /// <summary>Fills <see cref="Scores"/>. Call <see cref="Reset"/> when they have been read.</summary>
    /// <param name="history">The current session, oldest first.</param>
    /// <param name="now">Time of the query, or null where unknown.</param>
    public void Run(ReadOnlySpan<int> history, long? now)
    {
        if (rule.HistoryItems > 0 && history.Length > rule.HistoryItems) history = history[^rule.HistoryItems..];
        double sumOfSquares = Match(history);
        Sample();
        Compare(sumOfSquares, now);
        foreach (var neighbour in CollectionsMarshal.AsSpan(_neighbours)) Score(neighbour);
    }

    /// <summary>Forgets the query.</summary>
    public void Reset()
    {
        foreach (int item in _scored) Scores[item] = 0;
        foreach (int session in _candidates) (_shared[session], _step[session]) = (0, 0);
        foreach (int item in _current) _currentStep[item] = 0;
        _scored.Clear();
        _candidates.Clear();
        _current.Clear();
        _neighbours.Clear();
    }

    // Weighs the current items, most recent first, and adds their weights to the sessions that hold them. Returns the sum of squared weights.
    private double Match(ReadOnlySpan<int> history)
    {
        int n = history.Length;
        double sumOfSquares = 0;
        for (int p = n; p >= 1; p--)
        {
            int item = history[p - 1], step = n - p + 1;
            if (_currentStep[item] != 0) continue; // the last occurrence counts
            _currentStep[item] = step;
            _current.Add(item);
            double weight = rule.ItemWeight(p, n);
            sumOfSquares += weight * weight;
            bool open = p == n || rule.Candidates == SessionCandidates.AnyItem;
            foreach (int session in index.SessionsOf(item)) Touch(session, weight, step, open);
        }
        return sumOfSquares;
    }

    private void Touch(int session, double weight, int step, bool open)
    {
        if (_step[session] == 0)
        {
            if (!open) return;
            _step[session] = step;
            _candidates.Add(session);
        }
        _shared[session] += weight;
    }

    // Leaves the SampleSize highest session numbers at the front.
    private void Sample()
    {
        if (_candidates.Count > rule.SampleSize) Selection.LargestFirst(CollectionsMarshal.AsSpan(_candidates), rule.SampleSize);
    }

    private void Compare(double sumOfSquares, long? now)
    {
        foreach (int session in CollectionsMarshal.AsSpan(_candidates)[..Math.Min(_candidates.Count, rule.SampleSize)])
        {
            double similarity = rule.Similar(_shared[session], sumOfSquares, _current.Count, index.Size(session));
            if (rule.AgeDecay > 0 && now is { } time && index.Times is { } times) similarity *= rule.Age(time - times[session]);
            if (rule.HalfLife > 0) similarity *= rule.Recency(index.Sessions - 1 - session);
            if (similarity > 0) _neighbours.Add(new(similarity, session));
        }
        if (_neighbours.Count <= rule.Neighbours) return;
        Selection.LargestFirst(CollectionsMarshal.AsSpan(_neighbours), rule.Neighbours);
        CollectionsMarshal.SetCount(_neighbours, rule.Neighbours);
    }

    private void Score(Neighbour neighbour)
    {
        var items = index.ItemsOf(neighbour.Session);
        var positions = index.PositionsOf(neighbour.Session);
        double weight = neighbour.Similarity * Decays.OverDistance(rule.ScoreWeighting, _step[neighbour.Session]);
        int shared = rule.Places ? LastShared(items, positions) : 0;
        for (int e = 0; e < items.Length; e++)
        {
            double score = weight;
            if (rule.Places) score *= rule.Distance(positions[e] - shared);
            if (itemFactors is not null) score *= itemFactors[items[e]];
            if (Scores[items[e]] == 0) _scored.Add(items[e]);
            Scores[items[e]] += score;
        }
    }

    // Position of the neighbour's last event that the current session holds too.
    private int LastShared(ReadOnlySpan<int> items, ReadOnlySpan<int> positions)
    {
        int last = 0;
        for (int e = 0; e < items.Length; e++)
            if (_currentStep[items[e]] != 0) last = Math.Max(last, positions[e]);
        return last;
    }

    private readonly record struct Neighbour(double Similarity, int Session) : IComparable<Neighbour>
    {
        public int CompareTo(Neighbour other) =>
            Similarity != other.Similarity ? Similarity.CompareTo(other.Similarity) : Session.CompareTo(other.Session);
    }
}
