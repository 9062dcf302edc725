using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Samples.NextTrack;

/// <summary>Training and test sessions, one a line, items separated by blanks.</summary>
internal sealed record SessionFiles(ItemSequences Train, ItemSequences Test)
{
    private const int QuickTraining = 4000, QuickTest = 200;

    /// <summary>Reads a folder with train-sessions.txt.gz and test-sessions.txt.gz, or two files.</summary>
    /// <param name="folder">The folder, or null.</param>
    /// <param name="train">The training file instead.</param>
    /// <param name="test">The test file instead.</param>
    /// <param name="quick">Only a part, to see that everything runs: the last training sessions, and the first test sessions.</param>
    public static SessionFiles Read(string? folder, string? train, string? test, bool quick)
    {
        if (train is null != test is null) throw new MusicRecException("Give both --train and --test, or --data with a folder that holds the two.");
        if (train is null && folder is null)
            throw new MusicRecException("Say what to learn from: --data FOLDER, or --train FILE --test FILE with one session a line.");
        var learned = SessionReader.Read(train ?? Path.Combine(folder!, "train-sessions.txt.gz"));
        var held = SessionReader.Read(test ?? Path.Combine(folder!, "test-sessions.txt.gz"));
        if (quick)
        {
            int from = Math.Max(0, learned.Count - QuickTraining);
            learned = learned.Select([.. Enumerable.Range(from, learned.Count - from)]);
            held = held.Select([.. Enumerable.Range(0, Math.Min(QuickTest, held.Count))]);
        }
        return new(ItemSequences.From(learned), ItemSequences.From(held, learned.ItemIds));
    }
}
