using MusicRec.Evaluation;

namespace MusicRec.Samples;

/// <summary>Squared errors of predicted ratings: their root mean and an interval that resamples users.</summary>
internal sealed class SquaredErrors
{
    private readonly List<(int User, double Squared)> _errors = [];

    /// <summary>Adds one prediction.</summary>
    public void Add(int user, double predicted, double truth) => _errors.Add((user, (predicted - truth) * (predicted - truth)));

    /// <summary>Root of the mean.</summary>
    public double Root => Math.Sqrt(_errors.Average(e => e.Squared));

    /// <summary>95 % interval of the root.</summary>
    public Interval Bootstrap(int resamples)
    {
        var users = _errors.GroupBy(e => e.User).Select(group => (Sum: group.Sum(e => e.Squared), Count: group.Count())).ToArray();
        var (random, values) = (new Random(1), new double[resamples]);
        for (int b = 0; b < resamples; b++)
        {
            double sum = 0, count = 0;
            for (int u = 0; u < users.Length; u++)
            {
                var drawn = users[random.Next(users.Length)];
                (sum, count) = (sum + drawn.Sum, count + drawn.Count);
            }
            values[b] = Math.Sqrt(sum / count);
        }
        Array.Sort(values);
        return new Interval(values[(int)(0.025 * resamples)], values[(int)(0.975 * resamples)]);
    }
}
