using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>Makes the first values of parameters: each parameter, in the order of construction, draws from its own stream of the seed.</summary>
/// <param name="backend">Where parameters live.</param>
/// <param name="seed">The same seed and order of construction give the same values.</param>
public sealed class Initializer(Backend backend, ulong seed)
{
    private ulong _next;
    private long _made;

    /// <summary>Where parameters live.</summary>
    public Backend Backend { get; } = Require.NotNull(backend);

    /// <summary>Elements of all parameters together at most: what a file that is not trusted can claim.</summary>
    internal long Limit { get; init; } = long.MaxValue;

    /// <summary>Uniform in (-bound, bound).</summary>
    public Tensor Uniform(Shape shape, double bound)
    {
        var random = new CounterRandom(seed, _next++);
        return Make(shape, i => bound * (2 * random.Uniform(i) - 1));
    }

    /// <summary>Normal with mean 0.</summary>
    public Tensor Normal(Shape shape, double deviation)
    {
        var random = new CounterRandom(seed, _next++);
        return Make(shape, i => deviation * random.Normal(i));
    }

    /// <summary>One value everywhere.</summary>
    public Tensor Constant(Shape shape, float value) => Make(shape, _ => value);

    private Tensor Make(Shape shape, Func<ulong, double> value)
    {
        if ((_made += shape.Length) > Limit) throw new MusicRecException($"The network would have more than the {Limit} weights there are for it.");
        var values = new float[shape.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)value((ulong)i);
        return new Tensor(Backend, shape, values);
    }
}
