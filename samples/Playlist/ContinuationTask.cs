using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Ranking;

namespace MusicRec.Samples;

/// <summary>One fifth of the playlists of 20 tracks or more are continued from ten of their tracks, drawn at random since the file keeps no order.
/// Warm: tracks that other playlists hold must be found among all such tracks. Cold: tracks that no training playlist has must be found among all
/// such tracks, and nothing but their audio features and artists is known.</summary>
internal sealed class ContinuationTask
{
    private const int Seeds = 10, Shortest = 20;

    public ContinuationTask(PlaylistData data)
    {
        Data = data;
        var lists = data.Playlists;
        var random = new Random(1);
        int[] order = [.. Enumerable.Range(0, lists.Users).Where(u => lists.ItemsOf(u).Length >= Shortest)];
        random.Shuffle(order);
        Tested = [.. order.Take(order.Length / 5).Order()];
        var known = new HashSet<int>(Tested);
        var (train, seeds, rest) = (new List<(int, int)>(), new List<(int, int)>(), new List<(int, int)>());
        for (int u = 0; u < lists.Users; u++)
        {
            int[] tracks = lists.ItemsOf(u).ToArray();
            if (!known.Contains(u)) train.AddRange(tracks.Select(track => (u, track)));
            else
            {
                random.Shuffle(tracks);
                seeds.AddRange(tracks.Take(Seeds).Select(track => (u, track)));
                rest.AddRange(tracks.Skip(Seeds).Select(track => (u, track)));
            }
        }
        (Train, FoldIn) = (Plays(train), Plays(seeds));
        TrainLists = data.Lists(Train).Select([.. Enumerable.Range(0, lists.Users).Where(u => !known.Contains(u))]);
        ShownLists = data.Lists(FoldIn);
        var heard = train.Select(pair => pair.Item2).ToHashSet();
        WarmItems = new ItemMask([.. heard], lists.Items);
        ColdItems = new ItemMask([.. Enumerable.Range(0, lists.Items).Where(track => !heard.Contains(track))], lists.Items);
        (Warm, Cold) = (Plays([.. rest.Where(pair => heard.Contains(pair.Item2))]), Plays([.. rest.Where(pair => !heard.Contains(pair.Item2))]));

        Interactions Plays(List<(int User, int Item)> pairs) => Interactions.FromTriples(
            [.. pairs.Select(p => p.User)], [.. pairs.Select(p => p.Item)], [.. pairs.Select(_ => 1f)], lists.UserIds, lists.ItemIds);
    }

    public PlaylistData Data { get; }

    /// <summary>The playlists that are continued.</summary>
    public int[] Tested { get; }

    public Interactions Train { get; }

    /// <summary>Ten tracks of each tested playlist.</summary>
    public Interactions FoldIn { get; }

    /// <summary>The training playlists, with titles.</summary>
    public EventSequences TrainLists { get; }

    /// <summary>What is shown of the tested playlists, titles included; the rows are those of <see cref="FoldIn"/>.</summary>
    public EventSequences ShownLists { get; }

    public Interactions Warm { get; }

    public Interactions Cold { get; }

    public ItemMask WarmItems { get; }

    public ItemMask ColdItems { get; }

    /// <summary>Judges a model of listeners by the challenge's metrics (RecSys 2018), 500 tracks a playlist.</summary>
    public Outcome Judge(string name, Func<IFoldIn> fit, bool cold) =>
        Judge(fit, cold, (evaluator, model, test) => evaluator.EvaluateFoldIn(name, model, FoldIn, test));

    /// <summary>Judges a model of playlists, which sees their titles too.</summary>
    public Outcome JudgeLists(string name, Func<IPlaylistModel> fit, bool cold) => Judge(name, () => new Shown(fit(), ShownLists), cold);

    /// <summary>Judges a model that knows the playlists as users.</summary>
    public Outcome JudgeKnown(string name, Func<IRecommender> fit, bool cold) =>
        Judge(fit, cold, (evaluator, model, test) => evaluator.Evaluate(name, model, FoldIn, test));

    private Outcome Judge<T>(Func<T> fit, bool cold, Func<Evaluator, T, Interactions, EvaluationReport> evaluate)
    {
        var start = Environment.CpuUsage.TotalTime;
        var model = fit();
        var fitted = Environment.CpuUsage.TotalTime - start;
        var evaluator = new Evaluator(new EvaluatorOptions
        { Metrics = ContinuationEvaluator.ChallengeMetrics(Data.Artists), Candidates = cold ? ColdItems : WarmItems });
        return new(evaluate(evaluator, model, cold ? Cold : Warm), fitted);
    }

    private sealed class Shown(IPlaylistModel model, EventSequences lists) : IFoldIn
    {
        public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores) =>
            model.ScorePlaylists(lists, rows, scores);
    }
}
