using System.Diagnostics;

namespace MusicRec.Tests;

/// <summary>A fact that needs a Python with torch; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PyTorchFactAttribute : FactAttribute
{
    private const string Seek = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";
    private static readonly Lazy<string?> Python = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(name => Output(name, "-c", Seek) is not null));

    public PyTorchFactAttribute()
    {
        if (Python.Value is null) Skip = "No python3 with torch is installed; the weights' file format is checked by the library's own reader only.";
    }

    /// <summary>What a script prints.</summary>
    public static string Run(params string[] arguments) =>
        Output(Python.Value!, ["-B", .. arguments]) ?? throw new InvalidOperationException($"{arguments[0]} failed; run it to see why.");

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
