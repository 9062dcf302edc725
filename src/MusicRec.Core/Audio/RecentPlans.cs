namespace MusicRec.Audio;

/// <summary>Plans by tuning, the last few that were asked for: an estimated tuning has a hundred values, and a plan takes megabytes. Safe to share
/// between threads.</summary>
internal sealed class RecentPlans<T>(Func<double, T> make) where T : class
{
    public const int Kept = 8;

    private readonly List<(double Tuning, T Plan)> _plans = new(Kept + 1); // the latest last

    public int Count
    {
        get
        {
            lock (_plans) return _plans.Count;
        }
    }

    /// <summary>The plan of a tuning, made where it is not there; two threads may make it at once.</summary>
    public T Of(double tuning)
    {
        if (Find(tuning) is { } known) return known;
        T made = make(tuning);
        lock (_plans)
        {
            if (Find(tuning) is { } other) return other;
            _plans.Add((tuning, made));
            if (_plans.Count > Kept) _plans.RemoveAt(0);
        }
        return made;
    }

    private T? Find(double tuning)
    {
        lock (_plans)
        {
            for (int i = 0; i < _plans.Count; i++)
            {
                if (_plans[i].Tuning != tuning) continue;
                var found = _plans[i];
                _plans.RemoveAt(i);
                _plans.Add(found);
                return found.Plan;
            }
        }
        return null;
    }
}
