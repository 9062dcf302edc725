using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>The confidences of a factorisation on the scale of the weighted prediction error, where every pair without plays weighs 1.</summary>
internal static class PlayConfidence
{
    /// <summary>Plays with c / w0 as weights; entries of 0 or less count as pairs without plays and are left out.</summary>
    /// <exception cref="ArgumentException">Pairs without plays weigh nothing, or w0 covers the played pairs too, which no confidence can
    /// say.</exception>
    public static Interactions Apply(Interactions plays, WmfOptions options)
    {
        if (options.UnobservedCoversAll || options.UnobservedWeight == 0)
        {
            throw new ArgumentException("The weighted prediction error counts pairs without plays, and those alone, as not wanted; it cannot follow "
                + $"a factorisation with UnobservedCoversAll = {options.UnobservedCoversAll} and UnobservedWeight = {options.UnobservedWeight}. "
                + "Fit one with a positive UnobservedWeight that covers pairs without plays only, or predict its factors by squared error.",
                nameof(options));
        }
        var played = Filter.MinWeight(plays, float.Epsilon);
        var confidences = new float[played.Count];
        for (int user = 0, e = 0; user < played.Users; user++)
            foreach (float r in played.WeightsOf(user)) confidences[e++] = (float)(WmfObjective.Confidence(options, r) / options.UnobservedWeight);
        var matrix = new Csr(played.Users, played.Items, played.Offsets.ToArray(), played.ByUser.Indices, confidences);
        return new Interactions(matrix, played.UserIds, played.ItemIds, null, played.HasRepeats);
    }
}
