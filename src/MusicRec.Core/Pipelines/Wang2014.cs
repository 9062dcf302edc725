using MusicRec.Audio;
using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Hybrid;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>Wang, Wang 2014, 'Improving content-based and hybrid music recommendation using deep learning': a reconstruction, since the paper's
/// body was not available: clips of 5 s along principal components, a deep belief network pre-trained on them, then trained together with a
/// hierarchical linear model of ratings; and that model joined with PMF. docs/methods/hierarchical-linear.md.</summary>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class Wang2014(Wang2014Options? options = null)
{
    /// <summary>The settings this recipe was made with.</summary>
    public Wang2014Options Options { get; } = options ?? new();

    /// <summary>Learns components, network and users.</summary>
    /// <param name="ratings">Training ratings: an entry's weight is the rating. For plays see <see cref="BinaryRatings"/>.</param>
    /// <param name="sound">The sound of the same items; what cannot be read is told in <see cref="Wang2014Model.Missing"/>.</param>
    /// <param name="progress">Told of every epoch of each layer, of the joint training, then of every sweep.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">The catalogues differ.</exception>
    /// <exception cref="MusicRecException">No rated item has sound.</exception>
    public Wang2014Model Fit(Interactions ratings, AudioItems sound, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        Fit(ratings, Hear(ratings, sound, cancel), progress, cancel);

    /// <summary>The same on clips that are there already.</summary>
    /// <param name="ratings">Training ratings.</param>
    /// <param name="heard">Made by <see cref="Hear"/>.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancel">Stops the fit.</param>
    public Wang2014Model Fit(Interactions ratings, HeardItems heard, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var frames = Require.NotNull(heard).Frames;
        HeardItems.RequireSame(Require.NotNull(ratings), frames.Ids, nameof(heard));
        var clips = new RatedClips(ratings, frames);
        var encoder = Pretrain(clips, heard.FrontEnd, progress, cancel);
        new JointTraining(Options.Users, clips.Ratings, clips.Standardized, encoder.Network, encoder.Network.Parameters[0].Value.Backend)
            .Train(Options.Training, Options.LearningRate, progress, cancel);
        var content = encoder.Encode(frames, cancel);
        var filled = content.WithFallback(content.Vectors); // an item without sound counts as the mean of the others
        var byContent = new HierarchicalLinear(Options.Users with { Factors = 0 }).Fit(ratings, filled, progress, cancel);
        var hybrid = new HierarchicalLinear(Options.Users).Fit(ratings, filled, progress, cancel);
        return new Wang2014Model(encoder, byContent, hybrid, frames.Missing);
    }

    /// <summary>Turns sound into clips along principal components, which are learnt on rated items alone.</summary>
    public HeardItems Hear(Interactions ratings, AudioItems sound, CancellationToken cancel = default)
    {
        HeardItems.RequireSame(ratings, sound);
        var frontEnd = PrincipalClips.Learn(HeardItems.Played(ratings, sound), Options.Components, Options.Users.Threads, cancel);
        return new HeardItems(ItemFrames.Compute(sound, frontEnd, Options.Users.Threads, cancel: cancel), frontEnd);
    }

    // The network begins at what the machines have learnt: sigmoid layers with their weights and hidden biases.
    private EncoderModel Pretrain(RatedClips clips, AudioFrontEnd frontEnd, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        var recipe = new DbnOptions { Layers = Options.Layers, Training = Options.Pretraining with { Visible = VisibleUnits.Gaussian } };
        var machines = new Dbn(recipe).Fit(clips.Standardized, progress, cancel).Layers;
        int top = Options.Layers[^1];
        var plan = NetworkPlans.Wang2014([.. Options.Layers]);
        var encoder = new EncoderModel(new CpuBackend(Options.Users.Threads), plan, new EncoderOptions { Window = 1 }, frontEnd.Columns,
            clips.Standardizer, new float[top], 1, frontEnd);
        foreach (var (layer, machine) in machines.Index())
        {
            encoder.Network.Parameters[2 * layer].Value.CopyFrom(machine.Weights);
            encoder.Network.Parameters[2 * layer + 1].Value.CopyFrom(machine.HiddenBias);
        }
        return encoder;
    }

    /// <summary>The clips of rated items, standardised, and ratings of clips: each rating of a track is one of its clips in turn.</summary>
    private sealed class RatedClips
    {
        public RatedClips(Interactions ratings, ItemFrames frames)
        {
            var byItem = ratings.ByItem;
            int[] rated = [.. frames.Known.Where(item => byItem.RowCount(item) > 0)];
            if (rated.Length == 0) throw new MusicRecException("No rated item has sound, so there is nothing to learn from.");
            var learner = new Standardizer(frames.Columns);
            foreach (int item in rated) learner.Add(frames[item]);
            Standardizer = learner.ToModel();
            var (firsts, counts, total) = (new int[ratings.Items], new int[ratings.Items], 0);
            foreach (int item in rated)
            {
                (firsts[item], counts[item]) = (total, frames[item].Length / frames.Columns);
                total += counts[item];
            }
            Standardized = new Matrix(total, frames.Columns);
            foreach (int item in rated)
            {
                for (int c = 0; c < counts[item]; c++)
                {
                    var row = Standardized.Row(firsts[item] + c);
                    frames[item].Slice(c * frames.Columns, frames.Columns).CopyTo(row);
                    Standardizer.Transform(row);
                }
            }
            Ratings = OfClips(ratings, firsts, counts, total);
        }

        public StandardizerModel Standardizer { get; }
        public Matrix Standardized { get; }
        public Interactions Ratings { get; }

        private static Interactions OfClips(Interactions ratings, int[] firsts, int[] counts, int total)
        {
            var (users, clips, weights, next) = (new List<int>(), new List<int>(), new List<float>(), new int[counts.Length]);
            for (int user = 0; user < ratings.Users; user++)
            {
                var items = ratings.ItemsOf(user);
                for (int e = 0; e < items.Length; e++)
                {
                    int item = items[e];
                    if (counts[item] == 0) continue;
                    users.Add(user);
                    clips.Add(firsts[item] + next[item]++ % counts[item]);
                    weights.Add(ratings.WeightsOf(user)[e]);
                }
            }
            return Interactions.FromTriples(users.ToArray(), clips.ToArray(), weights.ToArray(), ratings.UserIds, IdMap.Sequential(total));
        }
    }
}
