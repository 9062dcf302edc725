using MusicRec.Data;

namespace MusicRec.Tests.Data;

public class EventSessionsTests
{
    private static readonly IdMap Items = IdMap.Sequential(4);

    private static EventSequences Log(params (int User, int Item, long Time, bool Skipped)[] events) => EventSequences.FromEvents(
        [.. events.Select(e => e.User)], [.. events.Select(e => e.Item)], new IdMap(["ann", "ann#1", "bob"]), Items,
        [.. events.Select(e => e.Time)], ["a", "b", "c"], skipped: [.. events.Select(e => e.Skipped)]);

    [Fact]
    public void A_pause_longer_than_the_gap_begins_a_session()
    {
        var log = Log((0, 0, 100, false), (0, 1, 160, true), (0, 2, 221, false), (0, 2, 222, false), (1, 3, 0, true));
        var sessions = log.CutByGap(TimeSpan.FromSeconds(60)); // 60 seconds stay together, 61 do not
        Assert.Equal(["ann#1", "ann#2", "ann#1#1"], Enumerable.Range(0, sessions.Count).Select(s => sessions.Ids[s]));
        Assert.Equal([0, 1], sessions[0].ToArray());
        Assert.Equal([2, 2], sessions[1].ToArray());
        Assert.Equal([221L, 222], sessions.TimesOf(1).ToArray());
        Assert.Equal([false, true], sessions.SkippedOf(0).ToArray());
        Assert.Equal(["a", "a", "b"], Enumerable.Range(0, sessions.Count).Select(sessions.TitleOf));
        Assert.Same(log.ItemIds, sessions.ItemIds);
        Assert.Equal(["ann#1", "ann#2"], Enumerable.Range(0, 2).Select(s => log.CutByGap(TimeSpan.FromSeconds(60), leastEvents: 2).Ids[s]));
    }

    [Fact]
    public void Events_in_any_order_give_the_same_sessions_and_a_clock_that_jumps_back_makes_none()
    {
        var log = Log((0, 0, 100, false), (0, 1, 110, true), (0, 2, 105, false), (0, 3, 5000, false), (0, 0, 90, true));
        var sessions = log.CutByGap(TimeSpan.FromMinutes(1));
        Assert.Equal(2, sessions.Count);
        Assert.Equal([0, 0, 2, 1], sessions[0].ToArray());
        Assert.Equal([90L, 100, 105, 110], sessions.TimesOf(0).ToArray());
        Assert.Equal([true, false, false, true], sessions.SkippedOf(0).ToArray());
        var far = Log((0, 0, long.MinValue, false), (0, 1, long.MaxValue, false)).CutByGap(TimeSpan.MaxValue); // no overflow
        Assert.Equal(2, far.Count);
    }

    [Fact]
    public void Without_times_or_with_a_gap_of_nothing_it_is_refused()
    {
        var untimed = EventSequences.FromEvents([0], [0], IdMap.Sequential(1), Items);
        var error = Assert.Throws<MusicRecException>(() => untimed.CutByGap(TimeSpan.FromHours(1)));
        Assert.Contains("no times", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Log().CutByGap(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Log().CutByGap(TimeSpan.FromHours(1), leastEvents: 0));
        Assert.Equal(0, Log().CutByGap(TimeSpan.FromHours(1)).Count);
    }

    [Fact]
    public void Skipped_events_are_left_out_on_demand()
    {
        var log = Log((0, 0, 3, true), (0, 1, 2, false), (0, 2, 1, false), (2, 3, 9, true));
        Assert.True(log.HasSkips);
        Assert.Equal([false, false, true], log.SkippedOf(0).ToArray());
        Assert.Equal([true], log.Select([2]).SkippedOf(0).ToArray());
        var played = log.WithoutSkips();
        Assert.Equal([2, 1], played[0].ToArray());
        Assert.Equal([1L, 2], played.TimesOf(0).ToArray());
        Assert.Equal(3, played.Count);
        Assert.True(played[2].IsEmpty);
        Assert.Equal("c", played.TitleOf(2));
        var unsaid = EventSequences.FromEvents([0], [0], IdMap.Sequential(1), Items);
        Assert.True(unsaid.SkippedOf(0).IsEmpty);
        Assert.Throws<MusicRecException>(() => unsaid.WithoutSkips());
        Assert.Throws<ArgumentException>(() => EventSequences.FromEvents([0], [0], IdMap.Sequential(1), Items, skipped: [true, false]));
    }

    [Fact]
    public void A_column_of_skips_is_read_and_nothing_else_is_taken_for_one()
    {
        var options = ListenOptions.UserItemUnixSeconds with { SkippedColumn = 3 };
        var read = ListenReader.Read(new MemoryStream("u\ta\t5\t1\nu\tb\t4\tFalse\nu\tc\t6\ttrue\nu\td\t7\t0"u8.ToArray()), "listens", options);
        Assert.Equal([false, true, true, false], read.SkippedOf(0).ToArray()); // in order of time: b a c d
        var error = Assert.Throws<MusicRecException>(() => ListenReader.Read(new MemoryStream("u\ta\t5\t2\n"u8.ToArray()), "listens", options));
        Assert.Contains("field 4 does not say whether the event was skipped", error.Message, StringComparison.Ordinal);
        Assert.Throws<MusicRecException>(() => ListenReader.Read(new MemoryStream("u\ta\t5\n"u8.ToArray()), "listens", options));
    }
}
