using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>The reference numbers of goldens/audio, or the few of them inside the tests: items by name, signals by formula or from their WAV files,
/// each checked by its hash.
/// Results are [bins, frames] in the files and are handed out as [frames, bins].</summary>
internal sealed class AudioGoldens
{
    public const string Manifest = "goldens/audio/manifest.json";

    private static readonly (double Gain, double Hertz)[] Tones = [(0.4, 110), (0.25, 440), (0.2, 1000), (0.1, 4186.01), (0.05, 12_000)];

    private readonly string _folder;
    private readonly JsonElement _manifest;

    private AudioGoldens(string manifest)
    {
        _folder = Path.GetDirectoryName(manifest)!;
        _manifest = JsonDocument.Parse(File.ReadAllText(manifest)).RootElement;
    }

    /// <summary>The items that lie inside the tests, of signals by formula, their numbers in the manifest itself.</summary>
    public static AudioGoldens Inside { get; } = new(Path.Combine(AppContext.BaseDirectory, "Golden", "audio", "librosa.json"));

    /// <summary>The set that MUSICREC_SHARED or ../shared names, or null.</summary>
    public static AudioGoldens? Instance { get; } = Find();

    public IEnumerable<JsonElement> Items => _manifest.GetProperty("items").EnumerateArray();

    public JsonElement Item(string name) => Items.First(item => item.GetProperty("name").GetString() == name);

    public AudioClip Signal(string name)
    {
        var signal = _manifest.GetProperty("signals").GetProperty(name);
        int rate = signal.GetProperty("sr").GetInt32(), n = signal.GetProperty("n").GetInt32();
        float[] samples = signal.TryGetProperty("file", out var file)
            ? AudioFile.Load(Path.Combine(_folder, file.GetString()!))[0].ToArray()
            : Make(name, n);
        // their hashes are of -0.0 samples too
        if (file.ValueKind != JsonValueKind.Undefined && name is "chirp" or "sines") return new AudioClip(rate, samples);
        string hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(samples)));
        Assert.Equal(signal.GetProperty("sha256_of_float32_le_bytes").GetString(), hash);
        return new AudioClip(rate, samples);
    }

    /// <summary>The item's numbers, as [frames, bins] where it has two axes.</summary>
    public float[] Values(JsonElement item)
    {
        float[] values = item.TryGetProperty("values", out var numbers) ? [.. numbers.EnumerateArray().Select(x => (float)x.GetDouble())]
            : MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, item.GetProperty("file").GetString()!))).ToArray();
        int[] shape = [.. item.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32())];
        return shape.Length == 2 ? Transpose(values, shape[0], shape[1]) : values;
    }

    public int[] Integers(JsonElement item) => item.TryGetProperty("values", out var numbers)
        ? [.. numbers.EnumerateArray().Select(x => x.GetInt32())]
        : MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(Path.Combine(_folder, item.GetProperty("file").GetString()!))).ToArray();

    public static float[] Transpose(float[] values, int rows, int columns)
    {
        var turned = new float[values.Length];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
        return turned;
    }

    private static AudioGoldens? Find() =>
        SharedFolder.File(Manifest.Split('/')) is { } path ? new AudioGoldens(path) : null;

    private static float[] Make(string name, int n)
    {
        var y = new float[n];
        switch (name)
        {
            case "noise": return Lcg(1, n);
            case "short": return Lcg(7, n);
            case "impulses":
                (y[0], y[511], y[3000], y[8000], y[15999]) = (1, -1, 0.5f, 0.25f, 1);
                return y;
            case "sines":
                double At(int t) => Tones.Sum(tone => tone.Gain * Math.Sin(Math.Tau * tone.Hertz * t / n)); // n samples are a second
                for (int t = 0; t < n; t++) y[t] = (float)(Math.Round(0.5 * 32767 * At(t)) / 32768);
                return y;
            case "clicks":
                float[] burst = Lcg(3, 1024);
                for (int k = 0; k < n - 1024; k += 11025)
                    for (int i = 0; i < 1024; i++) y[k + i] = (float)(burst[i] * (1 - i / 1024.0) * (k / 11025 % 4 == 0 ? 2 : 1));
                return y;
            case "silence": return y;
            default: throw new ArgumentException($"The signal '{name}' has neither a file nor a formula known here.", nameof(name));
        }
    }

    private static float[] Lcg(ulong state, int n)
    {
        var y = new float[n];
        for (int i = 0; i < n; i++)
        {
            state = unchecked(state * 6364136223846793005 + 1442695040888963407);
            y[i] = ((long)(state >> 40) - (1 << 23)) / (float)(1 << 24);
        }
        return y;
    }
}
