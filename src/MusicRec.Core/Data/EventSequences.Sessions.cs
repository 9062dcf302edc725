namespace MusicRec.Data;

public sealed partial class EventSequences
{
    /// <summary>Cuts every sequence wherever the next event comes more than a gap later: the log of a listener becomes sessions. The pause is
    /// counted from event to event, both at their recorded time. Events stand in order of time, whatever the order they were given in, so a clock
    /// that jumped back makes no session of its own: its events lie among the others. Ids are those of the sequence with "#1", "#2" .. behind;
    /// titles go along.</summary>
    /// <param name="gap">The longest pause within a session, above 0; a pause of exactly so long does not cut.</param>
    /// <param name="leastEvents">Shorter sessions are left out; 1 (default) keeps all.</param>
    /// <exception cref="MusicRecException">The events have no times.</exception>
    public EventSequences CutByGap(TimeSpan gap, int leastEvents = 1)
    {
        Require.Positive(gap.TotalSeconds, nameof(gap));
        Require.Positive(leastEvents);
        if (!HasTimes && EventCount > 0)
            throw new MusicRecException("The events have no times, so no gap is known; read times, or give them to FromEvents.");
        var pieces = new List<(int Sequence, int From, int To, string Id)>();
        for (int s = 0; s < Count; s++)
        {
            var times = TimesOf(s);
            for (int from = 0, to, session = 1; from < times.Length; from = to, session++)
            {
                for (to = from + 1; to < times.Length && times[to] - (double)times[to - 1] <= gap.TotalSeconds; to++) { }
                if (to - from >= leastEvents) pieces.Add((s, from, to, $"{Ids[s]}#{session}"));
            }
        }
        return Pieces(pieces);
    }

    /// <summary>The same sequences without the events that were skipped; those of which nothing is left stay, empty.</summary>
    /// <exception cref="MusicRecException">The events do not say whether they were skipped.</exception>
    public EventSequences WithoutSkips()
    {
        if (!HasSkips && EventCount > 0)
            throw new MusicRecException("The events do not say whether they were skipped; read such a column, or give it to FromEvents.");
        var (offsets, events, times) = (new long[Count + 1], new List<int>(), new List<long>());
        for (int s = 0; s < Count; s++)
        {
            var skipped = SkippedOf(s);
            for (int e = 0; e < skipped.Length; e++)
            {
                if (skipped[e]) continue;
                events.Add(this[s][e]);
                if (HasTimes) times.Add(TimesOf(s)[e]);
            }
            offsets[s + 1] = events.Count;
        }
        return new(Ids, ItemIds, offsets, [.. events], HasTimes ? [.. times] : null, _titles, _itemNames, Tracks,
            HasSkips ? new bool[events.Count] : null);
    }

    /// <summary>Runs of events of some sequences as sequences, with times, skips and titles.</summary>
    internal EventSequences Pieces(IReadOnlyList<(int Sequence, int From, int To, string Id)> pieces)
    {
        var (offsets, ids, titles) = (new long[pieces.Count + 1], new string[pieces.Count], new string[pieces.Count]);
        var (events, times, skips) = (new List<int>(), new List<long>(), new List<bool>());
        foreach (var (p, (sequence, from, to, id)) in pieces.Index())
        {
            (ids[p], titles[p]) = (id, TitleOf(sequence));
            events.AddRange(this[sequence][from..to]);
            if (HasTimes) times.AddRange(TimesOf(sequence)[from..to]);
            if (HasSkips) skips.AddRange(SkippedOf(sequence)[from..to]);
            offsets[p + 1] = events.Count;
        }
        return new(IdMap.Distinct(ids), ItemIds, offsets, [.. events], HasTimes ? [.. times] : null, HasTitles ? titles : null, _itemNames, Tracks,
            HasSkips ? [.. skips] : null);
    }
}
