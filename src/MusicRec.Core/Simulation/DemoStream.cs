using MusicRec.Numerics;

namespace MusicRec.Simulation;

/// <summary>What is drawn, each from a stream of its own.</summary>
internal enum DemoStream
{
    Genre = 1,
    ArtistGenre,
    Artist,
    ArtistSize,
    Track,
    Production,
    Score,
    Noise,
    ArtistTags,
    TrackTags,
    Biography,
    Name,
    ArtistExposure,
    TrackExposure,
    Taste,
    Meeting,
    Choice,
    Count,
    Session,
    Skip,
}

/// <summary>Streams of random numbers by purpose and number of a thing.</summary>
internal static class DemoDraw
{
    public static CounterRandom Of(ulong seed, DemoStream stream, int entity = 0) => new(seed, ((ulong)stream << 32) | (uint)entity);

    /// <summary>Exponential of mean 1.</summary>
    public static double Exponential(this CounterRandom random, ulong index) => -Math.Log(random.Uniform(index));

    /// <summary>Standard Gumbel.</summary>
    public static double Gumbel(this CounterRandom random, ulong index) => -Math.Log(-Math.Log(random.Uniform(index)));

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
