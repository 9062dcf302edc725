using System.CommandLine;
using System.Text.Json;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>The <c>ledger</c> command: every bar in one run of minutes, the machine first, the cases that fall short last.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var peers = new Option<bool>("--peers") { Description = "Measure OpenBLAS, FFTW and PyTorch beside the cases, where installed." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the results to this file.", HelpName = "FILE" };
        var filter = new Option<string?>("--filter") { Description = "Only cases whose name contains this.", HelpName = "TEXT" };
        var full = new Option<bool>("--full") { Description = "Also the cases of full scale: up to 12 GiB and many minutes." };
        var command = new RootCommand("Measures every bar of the library.") { peers, json, filter, full };
        command.SetAction(parsed => Run(parsed.GetValue(peers), parsed.GetValue(json), parsed.GetValue(filter) ?? "", parsed.GetValue(full)));
        return command;
    }

    private static IEnumerable<LedgerCase> Cases() =>
    [
        .. MicroKernelCases.All(), .. GemmCases.All(), .. CholeskyCases.All(), .. TopKCases.All(), .. TopHundredCases.All(),
        .. InteractionsCases.All(), .. SyntheticCases.All(), .. ReaderCases.All(), .. EvaluatorCases.All(), .. AlsPeerCases.All(),
        .. WmfCases.All(), .. AudioCases.All(), .. FeatureCases.All(), .. LayerCases.All(), .. TrainingCases.All(),
        .. SequenceCases.All(), .. SequenceReaderCases.All(),
    ];

    private static int Run(bool peers, FileInfo? json, string filter, bool full)
    {
        var machine = Machine.Measure();
        Console.WriteLine(machine);
        var peer = peers ? OpenBlas.TryLoad() : null;
        if (peers) Console.WriteLine(peer is null ? "peer: OpenBLAS is not installed (looked for libopenblas)" : $"peer: {peer}");
        var fftw = peers ? Fftw.TryLoad() : null;
        string how = fftw is null ? "is not installed (looked for libfftw3f)" : "in single precision, patient plans";
        if (peers) Console.WriteLine($"peer: FFTW {how}");
        var torch = peers ? TorchPeer.TryFind() : null;
        string found = torch is null ? "is not installed (looked for a python3 with torch)" : $"{torch.Version}, one thread";
        if (peers) Console.WriteLine($"peer: PyTorch {found}");
        Console.WriteLine();
        var (results, left) = (new List<LedgerResult>(), new List<string>());
        foreach (var test in Cases().Where(c => c.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            if (test.Full && !full)
            {
                left.Add($"{test.Name}: of full scale, needs --full");
                continue;
            }
            var measured = test.Measure(new LedgerContext(machine, peer, fftw, torch));
            if (measured.Skipped is { } reason)
            {
                left.Add($"{test.Name}: {reason}");
                Console.WriteLine($"{test.Name,-44} skipped: {reason}");
                continue;
            }
            results.Add(new LedgerResult(test, measured));
            Console.WriteLine(results[^1]);
        }
        Summarise(results, left);
        if (json is not null) Write(json, machine, results);
        return 0;
    }

    private static void Summarise(List<LedgerResult> results, List<string> left)
    {
        var shortfalls = results.Where(r => r.Met == false).ToList();
        Console.WriteLine($"\n{results.Count} cases, {results.Count(r => r.Met is not null)} with a bar, {shortfalls.Count} fall short");
        foreach (var result in shortfalls) Console.WriteLine($"  {result}");
        if (left.Count > 0) Console.WriteLine($"{left.Count} not measured");
        foreach (string reason in left) Console.WriteLine($"  {reason}");
    }

    private static void Write(FileInfo file, Machine machine, List<LedgerResult> results)
    {
        using var stream = file.Create();
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WritePropertyName("machine");
        machine.Write(json);
        json.WriteStartArray("cases");
        foreach (var result in results) result.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
