using System.Diagnostics;
using System.Text.RegularExpressions;
using MusicRec.Kernels;
using Xunit.Abstractions;

namespace MusicRec.Tests;

/// <summary>Tests of kernels carry <c>[Trait(EveryWidth.Name, EveryWidth.Value)]</c>. They run in this process at the machine's widest
/// registers, and again in a child process for each narrower width.</summary>
public class EveryWidth(ITestOutputHelper output)
{
    public const string Name = "Width", Value = "every";
    private const string Expected = "MUSICREC_TEST_WIDTH";

    [NarrowerFact(256)]
    public Task Kernels_pass_at_256_bits() => Pass(256, "DOTNET_EnableAVX512");

    [NarrowerFact(128)]
    public Task Kernels_pass_at_128_bits() => Pass(128, "DOTNET_EnableAVX2");

    private async Task Pass(int width, string switchedOff)
    {
        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(EveryWidth).Assembly.Location, $"--TestCaseFilter:{Name}={Value}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment[switchedOff] = "0";
        start.Environment[Expected] = $"{width}";
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var process = Process.Start(start)!;
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try { await process.WaitForExitAsync(limit.Token); }
        finally { if (!process.HasExited) process.Kill(entireProcessTree: true); }
        Assert.True(process.ExitCode == 0, $"{await text}\n{await errors}");
        var passed = Regex.Match(await text, @"Passed:\s+(\d+)");
        Assert.True(passed.Success && int.Parse(passed.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) > 1, await text);
        output.WriteLine($"{passed.Value} at {width} bits");
    }

    [Fact, Trait(Name, Value)]
    public void A_child_has_the_width_it_was_given()
    {
        if (Environment.GetEnvironmentVariable(Expected) is { } width) Assert.Equal(width, $"{Simd.Width}");
        else Assert.Contains(Simd.Width, new[] { 128, 256, 512 });
    }
}

/// <summary>A fact about registers narrower than this process's; skipped, with the reason, where they are no narrower.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NarrowerFactAttribute : FactAttribute
{
    public NarrowerFactAttribute(int width)
    {
        if (Simd.Width <= width) Skip = $"This process runs at {Simd.Width} bits already.";
    }
}
