using MusicRec.Boosting;
using MusicRec.Data;

namespace MusicRec.Playlists;

/// <summary>Settings of <see cref="TwoStage"/>.</summary>
public sealed record TwoStageOptions
{
    /// <summary>Candidates of each source, the best. Default 500.</summary>
    public int Candidates { get; init => field = Require.Positive(value); } = 500;

    /// <summary>How much of the training playlists is shown to the second stage; let it be what will be asked. Default the challenge's ten
    /// categories.</summary>
    public IReadOnlyList<SeedGroup> Groups { get; init => field = Require.NotNull(value); } = SeedGroup.Challenge2018;

    /// <summary>Rounds in which other playlists are asked about; the sources are fitted anew in each. Default 4.</summary>
    public int Rounds { get; init => field = Require.Positive(value); } = 4;

    /// <summary>Share of the training playlists that a round asks about, in (0, 1). Default 0.2.</summary>
    public double RoundShare { get; init => field = Require.Fraction(value); } = 0.2;

    /// <summary>Most playlists of a group in a round. Default 1,000.</summary>
    public int PlaylistsPerGroup { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Tracks that a playlist must hide. Default 5.</summary>
    public int LeastHidden { get; init => field = Require.Positive(value); } = 5;

    /// <summary>Which tracks may be candidates: those that training playlists hold (default), those that none holds, or all.</summary>
    public HiddenTracks Eligible { get; init => field = Require.Defined(value); }

    /// <summary>Most hidden tracks of a playlist that are learned from, drawn from those among its candidates. Default 40.</summary>
    public int Positives { get; init => field = Require.Positive(value); } = 40;

    /// <summary>Most other candidates of a playlist that are learned from, drawn. Default 120.</summary>
    public int Negatives { get; init => field = Require.Positive(value); } = 120;

    /// <summary>The trees of the second stage. Default: equal pairs as the winners, 150 trees of depth 4, rate 0.05, 50 rows a leaf.</summary>
    public LambdaMartOptions Trees { get; init => field = Require.NotNull(value); } =
        new() { Weight = PairWeight.Equal, Depth = 4, LearningRate = 0.05, LeastRows = 50 };

    /// <summary>Seed of the rounds and draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, or 0 for all cores. The result does not depend on it where the sources' does not.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
