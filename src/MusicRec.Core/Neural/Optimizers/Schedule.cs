namespace MusicRec.Neural;

/// <summary>Learning rates as a function of the step: each method gives a factor for the base rate.</summary>
public static class Schedule
{
    /// <summary>The base rate throughout.</summary>
    public static Func<long, double> Constant => static _ => 1;

    /// <summary>A factor taken after every so many steps: factor^floor(step / every).</summary>
    public static Func<long, double> Step(long every, double factor = 0.1)
    {
        Require.Positive(every);
        Require.Positive(factor);
        return step => Math.Pow(factor, step / every);
    }

    /// <summary>Half a cosine from 1 to a floor over so many steps (Loshchilov and Hutter 2017), the floor afterwards.</summary>
    public static Func<long, double> Cosine(long steps, double floor = 0)
    {
        Require.Positive(steps);
        Require.Between(floor, 0, 1);
        return step => floor + (1 - floor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, steps) / steps));
    }

    /// <summary>A straight line from 1 / steps to 1 over the first steps, then another schedule from its start.</summary>
    public static Func<long, double> WarmUp(long steps, Func<long, double>? then = null)
    {
        Require.Positive(steps);
        return step => step < steps ? (step + 1.0) / steps : then?.Invoke(step - steps) ?? 1;
    }

    /// <summary>One cycle (Smith and Topin 2018): half a cosine from 1 / 25 up to 1 over a share of the steps, then down to 1 / 250,000.</summary>
    public static Func<long, double> OneCycle(long steps, double share = 0.3)
    {
        Require.Positive(steps);
        Require.Fraction(share);
        double peak = share * steps - 1;
        return step => step <= peak
            ? Between(1.0 / 25, 1, step / peak)
            : Between(1, 1 / 250_000.0, Math.Min(1, (step - peak) / (steps - 1 - peak)));

        static double Between(double from, double to, double at) => to + (from - to) * 0.5 * (1 + Math.Cos(Math.PI * at));
    }
}
