using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class ItemSequencesTests
{
    [Fact]
    public void Order_repeats_empty_rows_and_times_are_kept()
    {
        var log = new ItemSequences([0, 3, 3, 4], [2, 0, 2, 1], IdMap.Sequential(3), [30, 10, 20, 5]);
        Assert.Equal((3, 4L, 3), (log.Count, log.Events, log.Items));
        Assert.Equal([2, 0, 2], log[0].ToArray());
        Assert.Equal([30L, 10, 20], log.TimesOf(0).ToArray()); // a clock may jump back; the given order counts
        Assert.True(log[1].IsEmpty);
        Assert.Equal([5L], log.TimesOf(2).ToArray());
    }

    [Fact]
    public void Unknown_ids_are_left_out()
    {
        var log = ItemSequences.FromIds([["b", "nobody", "a"], [], ["x"]], new IdMap(["a", "b"]));
        Assert.Equal([0L, 2, 2, 2], log.Offsets.ToArray());
        Assert.Equal([1, 0], log[0].ToArray());
        Assert.Equal(2, log.Unknown);
    }

    [Fact]
    public void Events_of_items_that_the_model_does_not_know_are_counted()
    {
        var read = EventSequences.FromEvents([0, 0, 0, 1], [0, 1, 2, 1], IdMap.Sequential(2), new IdMap(["a", "x", "b"]), [1, 2, 3, 4]);
        var known = ItemSequences.From(read, new IdMap(["b", "a"]));
        Assert.Equal([1, 0], known[0].ToArray()); // a, b: the x between them is gone
        Assert.Equal([1L, 3], known.TimesOf(0).ToArray());
        Assert.Equal((2L, 2L), (known.Events, known.Unknown));
        Assert.Equal(0, ItemSequences.From(read).Unknown);
    }

    [Fact]
    public void Malformed_arrays_are_refused()
    {
        var ids = IdMap.Sequential(2);
        Assert.Throws<ArgumentException>(() => new ItemSequences([], [], ids));
        Assert.Throws<ArgumentException>(() => new ItemSequences([1, 1], [0], ids));
        Assert.Throws<ArgumentException>(() => new ItemSequences([0, 2, 1], [0], ids));
        Assert.Throws<ArgumentException>(() => new ItemSequences([0, 2], [0], ids));
        Assert.Throws<ArgumentException>(() => new ItemSequences([0, 1], [0], ids, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemSequences([0, 1], [2], ids));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemSequences([0, 1], [0], ids)[1].Length);
    }

    [Fact]
    public void Every_proper_prefix_is_a_case()
    {
        var cases = NextItemCases.Of(new ItemSequences([0, 3, 4, 4, 6], [2, 0, 1, 1, 0, 0], IdMap.Sequential(3), [1, 2, 3, 4, 5, 6]));
        Assert.Equal([0, 1, 0], cases.Targets.ToArray());
        Assert.Equal([2], cases.Histories[0].ToArray());
        Assert.Equal([2, 0], cases.Histories[1].ToArray());
        Assert.Equal([1L, 2], cases.Histories.TimesOf(1).ToArray());
        Assert.Equal([0], cases.Histories[2].ToArray());
        Assert.Equal([0, 0, 3], cases.Rows.ToArray());
        Assert.Equal((3, 4L), (cases.Histories.Count, cases.Histories.Events));
        Assert.Equal([0L, 1, 3, 4], cases.Histories.Offsets.ToArray());
        Assert.Equal([2, 0], cases.Histories.Select([2, 1])[1].ToArray());
    }

    [Fact]
    public void The_cases_of_a_very_long_history_share_its_events()
    {
        const int Plays = 100_000; // its prefixes hold 5,000,000,000 events together
        var history = DrawSequences.Of(7, [.. Enumerable.Range(0, Plays).Select(i => i % 7)]);
        var cases = NextItemCases.Of(history);
        Assert.Equal(Plays - 1, cases.Targets.Length);
        Assert.Equal(Plays * (Plays - 1L) / 2, cases.Histories.Events);
        Assert.Equal(history[0][..(Plays - 1)].ToArray(), cases.Histories[Plays - 2].ToArray());
    }
}
