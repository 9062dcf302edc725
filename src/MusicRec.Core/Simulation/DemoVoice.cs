namespace MusicRec.Simulation;

/// <summary>One instrument: notes read from tables of one period, under an envelope that rises in a straight line and falls exponentially.</summary>
internal sealed unsafe class DemoVoice
{
    private const int TableBits = 12, TableLength = 1 << TableBits, MostHarmonics = 32;
    private const double ReleaseSeconds = 0.01;
    private static readonly float[] Sine = [.. Enumerable.Range(0, TableLength).Select(k => (float)Math.Sin(2 * Math.PI * k / TableLength))];

    private readonly float[]?[] _tables = new float[6][]; // of 1, 2, 4 .. 32 harmonics
    private readonly double _slope, _sampleRate;
    private readonly int _attack;
    private readonly float _decay, _release;

    public DemoVoice(DemoSound sound, int sampleRate)
    {
        (_slope, _sampleRate) = (3 - 2.2 * sound.Brightness, sampleRate);
        _attack = Math.Max(1, (int)(sampleRate * 0.003 * Math.Pow(30, sound.Sustain)));
        _decay = (float)Math.Exp(-1 / (sampleRate * 0.08 * Math.Pow(15, sound.Sustain)));
        _release = (float)Math.Exp(-5 / (sampleRate * ReleaseSeconds));
    }

    /// <summary>Adds a note.</summary>
    /// <param name="mix">Added to.</param>
    /// <param name="at">First sample.</param>
    /// <param name="gate">Samples until it is let go.</param>
    /// <param name="pitch">Semitones; 69 is 440 Hz.</param>
    /// <param name="gain">Its root mean square at full height.</param>
    public void Play(float[] mix, int at, double gate, int pitch, double gain)
    {
        double frequency = 440 * Math.Pow(2, (pitch - 69) / 12.0);
        uint increment = (uint)(frequency / _sampleRate * 4294967296.0), phase = 0;
        int held = (int)gate, rise = Math.Min(_attack, held);
        float height = 0;
        fixed (float* y = mix, table = Table(frequency))
        {
            int end = mix.Length;
            Add(y, ref at, Math.Min(end, at + rise), table, increment, ref phase, ref height, 1, (float)(gain / _attack));
            Add(y, ref at, Math.Min(end, at + held - rise), table, increment, ref phase, ref height, _decay, 0);
            Add(y, ref at, Math.Min(end, at + (int)(ReleaseSeconds * _sampleRate)), table, increment, ref phase, ref height, _release, 0);
        }
    }

    private static void Add(float* y, ref int at, int end, float* table, uint increment, ref uint phase, ref float height, float factor, float step)
    {
        var (p, h) = (phase, height);
        for (; at < end; at++)
        {
            h = h * factor + step;
            y[at] += h * table[p >> (32 - TableBits)];
            p += increment;
        }
        (phase, height) = (p, h);
    }

    private float[] Table(double frequency)
    {
        int band = Math.Clamp((int)Math.Log2(Math.Max(1, 0.45 * _sampleRate / frequency)), 0, 5);
        if (_tables[band] is { } known) return known;
        var table = new float[TableLength];
        for (int h = 1; h <= Math.Min(MostHarmonics, 1 << band); h++)
        {
            float amplitude = (float)Math.Pow(h, -_slope);
            for (int k = 0; k < TableLength; k++) table[k] += amplitude * Sine[k * h & (TableLength - 1)];
        }
        double power = 0;
        foreach (float x in table) power += x * x;
        float scale = (float)(1 / Math.Sqrt(power / TableLength));
        for (int k = 0; k < TableLength; k++) table[k] *= scale;
        return _tables[band] = table;
    }
}
