using System.Reflection;

namespace MusicRec.Tests.Audio;

/// <summary>Says that a test class runs every item of some calls of the audio goldens' manifest.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class ChecksAudioCallsAttribute(params string[] calls) : Attribute
{
    public string[] Calls { get; } = calls;
}

/// <summary>What the audio goldens hold, and who checks it.</summary>
internal static class AudioCalls
{
    /// <summary>Calls that the library has nothing to compare with, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["librosa.resample(res_type='polyphase')  = scipy.signal.resample_poly(y, up, down) with the gcd-reduced ratio, " +
            "default kaiser 5.0 window, 20*max(up,down)+1 taps"]
            = "another filter, 60 dB; the library has one, of 120 dB",
    };

    /// <summary>Calls that some test class checks, by <see cref="Agreement.Calls"/> or by a claim of its own.</summary>
    public static IReadOnlySet<string> Checked { get; } = typeof(AudioCalls).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<ChecksAudioCallsAttribute>()).SelectMany(claim => claim.Calls)
        .Concat(Agreement.Calls.Keys).ToHashSet();

    /// <summary>The calls that no test checks and that are not left out, each with the number of its items.</summary>
    public static IEnumerable<string> Unchecked(IEnumerable<string> calls) =>
        from call in calls
        where !Checked.Contains(call) && !LeftOut.ContainsKey(call)
        group call by call into items
        select $"{items.Key} ({items.Count()} items)";
}
