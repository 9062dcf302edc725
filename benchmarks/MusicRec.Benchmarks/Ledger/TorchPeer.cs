using System.Diagnostics;
using System.Globalization;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>PyTorch on one thread, in a process of its own, where a Python with torch is installed: peers/torch_peer.py.</summary>
internal sealed class TorchPeer
{
    private readonly string _python;

    private TorchPeer(string python, string version) => (_python, Version) = (python, version);

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>The peer; null where it is absent.</summary>
    public static TorchPeer? TryFind()
    {
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
            if (Output(python, "-c", "import torch; print(torch.__version__)") is { } version) return new TorchPeer(python, version);
        return null;
    }

    /// <summary>Processor seconds of one call, the least of several rounds.</summary>
    public double Seconds(string name)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "torch_peer.py");
        string text = Output(_python, script, name) ?? throw new InvalidOperationException($"python3 {script} {name} failed; run it to see why.");
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string? Output(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such program
        }
    }
}
