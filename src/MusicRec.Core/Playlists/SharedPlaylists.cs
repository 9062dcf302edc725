using MusicRec.Numerics;

namespace MusicRec.Playlists;

/// <summary>Cosines of all tracks with the shown tracks of a playlist, c_ij / sqrt(n_i n_j) over playlists.</summary>
internal sealed class SharedPlaylists
{
    private readonly Dictionary<int, (double Sum, double Most, double Last, int Met)> _with = [];
    private readonly int _shown;

    public SharedPlaylists(Csr playlists, Csr byTrack, int[] shown, int most)
    {
        _shown = shown.Length;
        var counts = new Dictionary<int, int>();
        for (int s = 0; s < shown.Length; s++)
        {
            counts.Clear();
            var held = byTrack.RowIndices(shown[s]);
            int looked = Math.Min(most, held.Length);
            for (int p = 0; p < looked; p++)
            {
                foreach (int track in playlists.RowIndices(held[(int)((long)p * held.Length / looked)]))
                    counts[track] = counts.GetValueOrDefault(track) + 1;
            }
            double scale = looked == 0 ? 0 : (double)held.Length / looked;
            foreach (var (track, count) in counts)
            {
                double cosine = Math.Min(1, scale * count / Math.Sqrt((double)held.Length * byTrack.RowCount(track)));
                var old = _with.GetValueOrDefault(track);
                _with[track] = (old.Sum + cosine, Math.Max(old.Most, cosine), s == shown.Length - 1 ? cosine : 0, old.Met + 1);
            }
        }
    }

    public float Mean(int track) => (float)(_with.GetValueOrDefault(track).Sum / Math.Max(1, _shown));

    public float Most(int track) => (float)_with.GetValueOrDefault(track).Most;

    public float Last(int track) => (float)_with.GetValueOrDefault(track).Last;

    /// <summary>Share of the shown tracks with which the track shares a playlist.</summary>
    public float Met(int track) => _with.GetValueOrDefault(track).Met / (float)Math.Max(1, _shown);
}
