namespace MusicRec.Simulation;

/// <summary>Short recordings of kick, snare and hat, and a long one of noise, made once.</summary>
internal sealed class DemoDrums
{
    public const int NoiseLength = 1 << 16;
    private readonly float[] _kick, _snare, _hat;

    public DemoDrums(ulong seed, int sampleRate)
    {
        var random = DemoDraw.Of(seed, DemoStream.Noise);
        Noise = [.. Enumerable.Range(0, NoiseLength).Select(t => (float)random.Normal((ulong)t))];
        (_kick, _snare, _hat) = (new float[sampleRate / 4], new float[sampleRate / 5], new float[sampleRate / 16]);
        double phase = 0;
        for (int t = 0; t < _kick.Length; t++)
        {
            double seconds = (double)t / sampleRate;
            phase += 2 * Math.PI * (45 + 75 * Math.Exp(-seconds / 0.03)) / sampleRate;
            _kick[t] = (float)(1.2 * Math.Sin(phase) * Math.Exp(-seconds / 0.08));
        }
        for (int t = 0; t < _snare.Length; t++)
        {
            double seconds = (double)t / sampleRate;
            _snare[t] = (float)((0.5 * Noise[t] + 0.5 * Math.Sin(2 * Math.PI * 185 * seconds)) * Math.Exp(-seconds / 0.05));
        }
        for (int t = 0; t < _hat.Length; t++) // differences of noise: high frequencies
            _hat[t] = (float)(0.3 * (Noise[t + 1] - Noise[t]) * Math.Exp(-t / (0.015 * sampleRate)));
    }

    /// <summary>Normal noise of variance 1.</summary>
    public float[] Noise { get; }

    /// <summary>Adds what sounds at a sixteenth of the bar.</summary>
    public void Play(float[] mix, int at, int sixteenth, double busyness, double gain)
    {
        double kick = sixteenth is 0 or 8 ? 1 : sixteenth is 3 or 6 or 11 or 14 ? 0.8 * busyness : 0;
        if (kick > 0) Add(mix, at, _kick, gain * kick);
        if (sixteenth is 4 or 12) Add(mix, at, _snare, gain);
        Add(mix, at, _hat, gain * (sixteenth % 2 == 0 ? 0.5 : 0.5 * busyness));
    }

    private static void Add(float[] mix, int at, float[] recording, double gain)
    {
        var to = mix.AsSpan(at, Math.Min(recording.Length, mix.Length - at));
        for (int t = 0; t < to.Length; t++) to[t] += (float)gain * recording[t];
    }
}
