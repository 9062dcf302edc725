using System.Diagnostics;
using System.Globalization;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>PyTorch in a process of its own, where a Python with torch is installed: peers/torch_peer.py, which waits for names of cases.</summary>
internal sealed class TorchPeer
{
    private readonly Process _process; // ends when its input does, with this process

    private TorchPeer(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>The peer; null where it is absent.</summary>
    public static TorchPeer? TryFind()
    {
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                string script = Path.Combine(AppContext.BaseDirectory, "peers", "torch_peer.py");
                var start = new ProcessStartInfo(python, script) { RedirectStandardInput = true, RedirectStandardOutput = true };
                var process = Process.Start(start)!;
                if (process.StandardOutput.ReadLine() is { } version) return new TorchPeer(process, version);
            }
            catch (System.ComponentModel.Win32Exception) { } // no such program
        }
        return null;
    }

    /// <summary>Processor seconds of one call on one thread, the least of several rounds; wall seconds on two where the name ends so.</summary>
    public double Seconds(string name)
    {
        _process.StandardInput.WriteLine(name);
        _process.StandardInput.Flush();
        string text = _process.StandardOutput.ReadLine() ??
            throw new InvalidOperationException($"torch_peer.py failed at {name}; it says why above.");
        return double.Parse(text, CultureInfo.InvariantCulture);
    }
}
