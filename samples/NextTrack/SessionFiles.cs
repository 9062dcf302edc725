using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>Training and test sessions, one a line, items separated by blanks.</summary>
internal sealed record SessionFiles(ItemSequences Train, ItemSequences Test)
{
    /// <summary>Reads a folder with train-sessions.txt.gz and test-sessions.txt.gz, or two files.</summary>
    public static SessionFiles Read(string? folder, string? train, string? test)
    {
        if (train is null != test is null) throw new MusicRecException("Give both --train and --test, or --data with a folder that holds the two.");
        if (train is null && folder is null)
            throw new MusicRecException("Say what to learn from: --data FOLDER, or --train FILE --test FILE with one session a line.");
        var learned = ItemSequences.From(SessionReader.Read(train ?? Path.Combine(folder!, "train-sessions.txt.gz")));
        var held = ItemSequences.From(SessionReader.Read(test ?? Path.Combine(folder!, "test-sessions.txt.gz")), learned.ItemIds);
        return new(learned, held);
    }

    /// <summary>A part small enough to see that everything runs: the last training sessions, and the first test sessions.</summary>
    public SessionFiles Part(int trainSessions, int testSessions)
    {
        int from = Math.Max(0, Train.Count - trainSessions);
        return new(Train.Select([.. Enumerable.Range(from, Train.Count - from)]),
            Test.Select([.. Enumerable.Range(0, Math.Min(testSessions, Test.Count))]));
    }
}
