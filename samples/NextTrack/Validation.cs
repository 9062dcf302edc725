using System.Globalization;
using MusicRec.Sequences;
using Spectre.Console;

namespace MusicRec.Samples.NextTrack;

/// <summary>Chooses the weights of the blend as those of the table were chosen: on the last training sessions, which no part has learned
/// from.</summary>
internal static class Validation
{
    private const int MostSessions = 11_000, Shown = 5;

    /// <summary>Fits the parts on the other sessions, tries all weights, and prints the best ones.</summary>
    public static void Print(ItemSequences train, int? epochs)
    {
        int held = Math.Min(MostSessions, train.Count / 10), rest = train.Count - held;
        var learned = train.Select([.. Enumerable.Range(0, rest)]);
        var last = train.Select([.. Enumerable.Range(rest, held)]);
        var parts = Rivals.Parts(epochs, new SharedFits());
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Weights are tried on the last [bold]{held:N0}[/] training sessions; the parts learn from the [bold]{rest:N0}[/] before them.");
        var trials = new BlendSearch().Run([.. parts.Select(part => new BlendPart(part.Fit(learned, new Epochs(part.Key)), 1, part.Scale))], last);
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var part in parts) table.AddColumn(new TableColumn(part.Key).RightAligned());
        table.AddColumn(new TableColumn("P@20, %").RightAligned()).AddColumn(new TableColumn("MRR@20, %").RightAligned());
        foreach (var trial in trials.Take(Shown))
        {
            table.AddRow([.. trial.Parts.Select(part => Screen.Number(part.Weight, "0.0")),
                Screen.Number(100 * trial.HitRate, "0.00"), Screen.Number(100 * trial.ReciprocalRank, "0.00")]);
        }
        AnsiConsole.Write(table);
    }
}
