using MusicRec.Data;

namespace MusicRec.Playlists;

/// <summary>How far tracks are from the shown tracks of a playlist in sound and duration; -1 where that is not known.</summary>
internal sealed class ShownSound
{
    private readonly TrackAttributes _tracks;
    private readonly int[] _shown;
    private readonly double[] _mean;
    private readonly double _seconds;

    public ShownSound(TrackAttributes tracks, int[] shown)
    {
        (_tracks, _shown, _mean) = (tracks, shown, []);
        double[] known = [.. shown.Select(Duration).Where(seconds => seconds > 0)];
        _seconds = known.Length > 0 ? known.Average() : 0;
        if (tracks.Audio is not { } audio || shown.Length == 0) return;
        _mean = new double[audio.Columns];
        foreach (int track in shown)
            for (int c = 0; c < _mean.Length; c++) _mean[c] += audio[track][c] / (double)shown.Length;
    }

    public float Seconds(int track) => Duration(track) is var seconds and > 0 ? (float)seconds : -1;

    public float SecondsOff(int track) => _seconds > 0 && Duration(track) is var seconds and > 0 ? (float)Math.Abs(seconds - _seconds) : -1;

    public float OffMean(int track)
    {
        if (_mean.Length == 0) return -1;
        double sum = 0;
        var features = _tracks.Audio![track];
        for (int c = 0; c < _mean.Length; c++) sum += (features[c] - _mean[c]) * (features[c] - _mean[c]);
        return (float)Math.Sqrt(sum);
    }

    public float OffNearest(int track)
    {
        if (_mean.Length == 0) return -1;
        var features = _tracks.Audio![track];
        double least = double.PositiveInfinity;
        foreach (int one in _shown)
        {
            var other = _tracks.Audio[one];
            double sum = 0;
            for (int c = 0; c < other.Length; c++) sum += ((double)features[c] - other[c]) * ((double)features[c] - other[c]);
            least = Math.Min(least, sum);
        }
        return (float)Math.Sqrt(least);
    }

    private double Duration(int track) => _tracks.Seconds.IsEmpty || !double.IsFinite(_tracks.Seconds[track]) ? 0 : _tracks.Seconds[track];
}
