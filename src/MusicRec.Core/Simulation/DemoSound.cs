namespace MusicRec.Simulation;

/// <summary>How a track of a <see cref="DemoCatalog"/> sounds; each value in (0, 1), see docs/methods/demo-catalog.md for what it does.</summary>
/// <param name="Brightness">Strength of high harmonics.</param>
/// <param name="Sustain">From plucked to sustained notes.</param>
/// <param name="Tempo">Place in the octave from 70 to 140 beats per minute; see <see cref="BeatsPerMinute"/>.</param>
/// <param name="Busyness">Density of chords, hats and off-beat kicks.</param>
/// <param name="Minor">Share of minor chords, before rounding to quarters.</param>
/// <param name="Height">Register of the chords.</param>
/// <param name="Energy">Level, distortion, drums.</param>
public sealed record DemoSound(
    double Brightness, double Sustain, double Tempo, double Busyness, double Minor, double Height, double Energy)
{
    internal const int Properties = 7;
    private const double Steepness = 1.5, Production = 0.15;

    /// <summary>Beats per minute, 70 to 140.</summary>
    public double BeatsPerMinute => 70 * Math.Pow(2, Tempo);

    /// <summary>Root mean square of the samples in dB of full scale, -28 to -12.</summary>
    public double LevelDecibels => -28 + 16 * Energy;

    /// <summary>Property by number, in the order of the constructor.</summary>
    internal double this[int property] => property switch
    {
        0 => Brightness,
        1 => Sustain,
        2 => Tempo,
        3 => Busyness,
        4 => Minor,
        5 => Height,
        _ => Energy,
    };

    /// <summary>The sound of hidden factors, with production noise where a seed and a track are given.</summary>
    internal static DemoSound Of(ReadOnlySpan<float> factors, ulong seed = 0, int? track = null)
    {
        Span<double> u = stackalloc double[Properties];
        for (int pair = 0; pair < 6; pair += 2)
        {
            var (x, y) = ((double)factors[pair], (double)factors[pair + 1]);
            var (sin, cos) = Math.SinCos(Math.Sqrt(x * x + y * y));
            (u[pair], u[pair + 1]) = (cos * x - sin * y, sin * x + cos * y);
        }
        u[6] = factors[6];
        if (track is { } number)
        {
            var random = DemoDraw.Of(seed, DemoStream.Production, number);
            for (int k = 0; k < Properties; k++) u[k] += Production * random.Normal((ulong)k);
        }
        for (int k = 0; k < Properties; k++) u[k] = DemoDraw.Logistic(Steepness * u[k]);
        return new DemoSound(u[0], u[1], u[2], u[3], u[4], u[5], u[6]);
    }
}
