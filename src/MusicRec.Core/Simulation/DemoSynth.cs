using MusicRec.Numerics;

namespace MusicRec.Simulation;

/// <summary>Plays tracks of the simulated world: chords, bass, melody and drums, mixed, bent and brought to a level. Any number of threads may
/// share it.</summary>
internal sealed class DemoSynth
{
    private const double DrumGain = 0.6, NoiseLevel = 1e-3;
    private static readonly int[] Degrees = [0, 5, 7, 9], Pentatonic = [0, 3, 5, 7, 10];

    private readonly ulong _seed;
    private readonly int _sampleRate, _length;
    private readonly DemoDrums _drums;

    public DemoSynth(ulong seed, int sampleRate, double seconds)
    {
        (_seed, _sampleRate, _length) = (seed, sampleRate, (int)Math.Round(seconds * sampleRate));
        _drums = new DemoDrums(seed, sampleRate);
    }

    /// <summary>The samples of a track.</summary>
    public float[] Render(int track, DemoSound sound)
    {
        var random = DemoDraw.Of(_seed, DemoStream.Score, track);
        var mix = new float[_length];
        var voice = new DemoVoice(sound, _sampleRate);
        double beat = 60.0 * _sampleRate / sound.BeatsPerMinute;
        double offset = 4 * random.Uniform(0) * beat;
        int root = 36 + (int)(28 * sound.Height) + random.Below(1, 6);
        var chords = Progression(random, root, (int)Math.Round(4 * sound.Minor));
        int step = sound.Busyness < 1.0 / 3 ? 8 : sound.Busyness < 2.0 / 3 ? 4 : 2; // sixteenths between chords
        double drums = DrumGain * (0.15 + 0.85 * sound.Energy);
        int degree = 2;
        for (int n = 0; ; n++)
        {
            int at = (int)Math.Round(n * beat / 4 - offset);
            if (at >= _length) break;
            if (n % 2 == 0) degree = Math.Clamp(degree + random.Below((ulong)(100 + 2 * n), 5) - 2, 0, 9);
            if (at < 0) continue;
            var (tonic, minor) = chords[n / 8 % 4];
            if (n % step == 0)
                foreach (int semitones in (ReadOnlySpan<int>)[0, minor ? 3 : 4, 7]) voice.Play(mix, at, step * beat / 4, tonic + semitones, 0.22);
            if (n % 4 == 0) voice.Play(mix, at, beat, tonic - 12, 0.3);
            if (n % 2 == 0 && random.Uniform((ulong)(101 + 2 * n)) < 0.6)
                voice.Play(mix, at, 0.75 * beat, root + 12 + 12 * (degree / 5) + Pentatonic[degree % 5], 0.25);
            _drums.Play(mix, at, n % 16, sound.Busyness, drums);
        }
        Finish(mix, sound, random.Below(2, DemoDrums.NoiseLength));
        return mix;
    }

    private static (int Tonic, bool Minor)[] Progression(CounterRandom random, int root, int minors)
    {
        var chords = new (int Tonic, bool Minor)[4];
        for (int c = 0; c < 4; c++) chords[c] = (root + (c == 0 ? 0 : Degrees[random.Below((ulong)(10 + c), 4)]), c < minors);
        for (int c = 3; c > 0; c--)
        {
            int other = random.Below((ulong)(20 + c), c + 1);
            (chords[c].Minor, chords[other].Minor) = (chords[other].Minor, chords[c].Minor);
        }
        return chords;
    }

    private void Finish(float[] mix, DemoSound sound, int noiseFrom)
    {
        Scale(mix, 0.25 * Math.Pow(2, 4 * sound.Energy));
        for (int t = 0; t < mix.Length; t++) mix[t] /= MathF.Sqrt(1 + mix[t] * mix[t]);
        Scale(mix, Math.Pow(10, sound.LevelDecibels / 20));
        var noise = _drums.Noise;
        float gain = (float)NoiseLevel;
        for (int t = 0; t < mix.Length; t++)
            mix[t] = Math.Clamp(mix[t] + gain * noise[(noiseFrom + t) & (DemoDrums.NoiseLength - 1)], -1, 1);
    }

    /// <summary>To a root mean square; silence stays.</summary>
    private static void Scale(float[] mix, double target)
    {
        double power = 0;
        foreach (float x in mix) power += (double)x * x;
        if (power == 0) return;
        float gain = (float)(target / Math.Sqrt(power / mix.Length));
        for (int t = 0; t < mix.Length; t++) mix[t] *= gain;
    }
}
