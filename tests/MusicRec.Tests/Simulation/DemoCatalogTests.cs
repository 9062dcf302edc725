using MusicRec.Audio;
using MusicRec.Simulation;

namespace MusicRec.Tests.Simulation;

public class DemoCatalogTests
{
    private static readonly DemoCatalog World = new();

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_another_world()
    {
        var again = new DemoCatalog();
        var other = new DemoCatalog(new DemoCatalogOptions { Seed = 2 });
        Assert.Equal(World.Render(17)[0].ToArray(), again.Render(17)[0].ToArray());
        Assert.NotEqual(World.Render(17)[0].ToArray(), other.Render(17)[0].ToArray());
        for (int user = 0; user < World.Users; user++)
        {
            Assert.Equal(World.Plays.ItemsOf(user).ToArray(), again.Plays.ItemsOf(user).ToArray());
            Assert.Equal(World.Plays.WeightsOf(user).ToArray(), again.Plays.WeightsOf(user).ToArray());
        }
        Assert.Equal(World.Sessions.Events.Events.ToArray(), again.Sessions.Events.Events.ToArray());
        Assert.Equal(World.BiographyOf(3), again.BiographyOf(3));
        Assert.NotEqual(World.Plays.ItemsOf(0).ToArray(), other.Plays.ItemsOf(0).ToArray());
    }

    [Fact]
    public void A_larger_catalogue_begins_with_the_tracks_of_a_smaller_one()
    {
        var larger = new DemoCatalog(new DemoCatalogOptions { Tracks = 1000 });
        Assert.Equal(World.Factors[11].ToArray(), larger.Factors[11].ToArray());
        Assert.Equal(World.Render(11)[0].ToArray(), larger.Render(11)[0].ToArray());
    }

    [Fact]
    public void Factors_have_mean_0_and_variance_1_within_the_noise_of_ten_genres()
    {
        double sum = 0, squares = 0;
        for (int t = 0; t < World.Tracks; t++)
            foreach (float z in World.Factors[t]) (sum, squares) = (sum + z, squares + z * z);
        int n = World.Tracks * World.Factors.Columns;
        Assert.InRange(sum / n, -0.4, 0.4);
        Assert.InRange(squares / n, 0.5, 1.6);
    }

    [Fact]
    public void Level_is_as_written()
    {
        foreach (int track in (int[])[0, 57, 211, 399])
        {
            double power = 0;
            var samples = World.Render(track)[0];
            foreach (float x in samples) power += (double)x * x;
            Assert.Equal(220_500, samples.Length);
            Assert.Equal(World.SoundOf(track).LevelDecibels, 10 * Math.Log10(power / samples.Length), 0.3);
        }
    }

    [Fact]
    public void Tempo_can_be_measured_from_the_sound()
    {
        int right = 0, tracks = 40;
        for (int track = 0; track < tracks; track++)
        {
            var clip = World.Render(track * 10);
            var onsets = new OnsetStrength(clip.SampleRate);
            double tempo = Tempo.Candidates(onsets.Transform(clip), onsets.FrameRate)[0].BeatsPerMinute;
            double octaves = Math.Log2(tempo / World.SoundOf(track * 10).BeatsPerMinute);
            if (Math.Abs(octaves - Math.Round(octaves)) < 0.07) right++;
        }
        Assert.True(right >= 30, $"The tempo, or an octave of it, was found for {right} of {tracks} tracks.");
    }

    [Fact]
    public void Brighter_tracks_have_a_higher_spectral_centroid()
    {
        var (brightness, centroid) = (new List<double>(), new List<double>());
        for (int track = 0; track < 60; track++)
        {
            var clip = World.Render(track * 6);
            float[] frames = new SpectralDescriptors(clip.SampleRate, null, new SpectralCentroid()).Transform(clip);
            brightness.Add(World.SoundOf(track * 6).Brightness);
            centroid.Add(Math.Log(frames.Order().ElementAt(frames.Length / 2)));
        }
        Assert.True(Correlation(brightness, centroid) > 0.3, $"correlation {Correlation(brightness, centroid)}");
    }

    [Fact]
    public void Plays_follow_taste_and_skips_run_against_it()
    {
        double played = 0, any = 0, skipped = 0, heard = 0;
        int plays = 0, skips = 0, kept = 0;
        for (int user = 0; user < 200; user++)
            foreach (int track in World.Plays.ItemsOf(user))
                (played, any, plays) = (played + World.Match(user, track), any + World.Match(user, (track * 31 + user) % World.Tracks), plays + 1);
        Assert.True(played / plays > any / plays + 0.7, $"mean match {played / plays:0.00} of plays, {any / plays:0.00} of other tracks");
        for (int session = 0; session < 300; session++)
        {
            var tracks = World.Sessions.Events[session];
            for (int e = 0; e < tracks.Length; e++)
            {
                double match = World.Match(World.Sessions.UserOf[session], tracks[e]);
                if (World.Sessions.SkippedOf(session)[e]) (skipped, skips) = (skipped + match, skips + 1);
                else (heard, kept) = (heard + match, kept + 1);
            }
        }
        Assert.True(skipped / skips < heard / kept - 0.3, $"mean match {skipped / skips:0.00} of skipped, {heard / kept:0.00} of heard tracks");
    }

    [Fact]
    public void Sessions_have_5_to_20_events_in_order_of_time_and_hold_all_plays()
    {
        var events = World.Sessions.Events;
        double plays = 0;
        for (int user = 0; user < World.Users; user++) foreach (float count in World.Plays.WeightsOf(user)) plays += count;
        Assert.InRange(events.EventCount / plays, 1.05, 1.15);
        for (int s = 0; s < events.Count; s++)
        {
            Assert.InRange(events[s].Length, 1, 20);
            if (s + 1 < events.Count && World.Sessions.UserOf[s] == World.Sessions.UserOf[s + 1])
                Assert.True(events[s].Length >= 5 && events.TimesOf(s)[^1] < events.TimesOf(s + 1)[0]);
        }
    }

    [Fact]
    public void Words_tell_of_genre_and_sound_and_names_differ()
    {
        Assert.Equal(World.Artists, World.ArtistIds.Count); // IdMap refuses a name that comes twice
        int tagged = 0, slow = 0;
        for (int track = 0; track < World.Tracks; track++)
        {
            if (World.TagsOf(track).Count > 0) tagged++;
            if (World.TagsOf(track).Contains("fast") && World.SoundOf(track).Tempo < 0.3) slow++;
            Assert.Equal(World.TagsOf(track).Distinct(), World.TagsOf(track));
        }
        Assert.InRange(tagged, World.Tracks * 9 / 10, World.Tracks);
        Assert.InRange(slow, 0, World.Tracks / 50);
        Assert.Contains(World.ArtistIds[0], World.BiographyOf(0));
    }

    [Fact]
    public void The_largest_world_is_made_too()
    {
        var largest = new DemoCatalog(new DemoCatalogOptions { Tracks = 50_000, Users = 100, ClipSeconds = 1 });
        Assert.Equal(50_000, largest.Plays.Items);
        Assert.True(largest.Plays.Count > 1000);
        Assert.Equal(22_050, largest.Render(49_999).Length);
    }

    [Fact]
    public void Sizes_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DemoCatalogOptions { Tracks = 199 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DemoCatalogOptions { Tracks = 50_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => World.Render(400));
    }

    private static double Correlation(List<double> x, List<double> y)
    {
        double mx = x.Average(), my = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Count; i++)
            (xy, xx, yy) = (xy + (x[i] - mx) * (y[i] - my), xx + (x[i] - mx) * (x[i] - mx), yy + (y[i] - my) * (y[i] - my));
        return xy / Math.Sqrt(xx * yy);
    }
}
