namespace MusicRec.Audio;

/// <summary>Files are worked on by many threads and written in the order of the catalogue: who finishes early waits for his turn, so no more
/// results are in memory than there are threads. Indices must be begun in ascending order.</summary>
internal sealed class OrderedRun(
    IReadOnlyList<SoundFile> files, FeatureWriter writer, IProgress<ExtractionStep>? progress, CancellationToken cancel)
{
    private readonly object _turn = new();
    private readonly List<ExtractionFailure> _failures = [];
    private readonly List<SoundFile> _truncated = [];
    private int _next;
    private bool _stopped;

    public int Extracted { get; private set; }

    public IReadOnlyList<ExtractionFailure> Failures => _failures;

    public IReadOnlyList<SoundFile> Truncated => _truncated;

    /// <summary>Computes one file's features, then writes them when it is its turn.</summary>
    public void Do(int index, Func<FeatureResult> compute)
    {
        try
        {
            FeatureResult result = default;
            Exception? failure = null;
            cancel.ThrowIfCancellationRequested();
            try { result = compute(); }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                cancel.ThrowIfCancellationRequested(); // what fails because it is being stopped is no failure of the file
                failure = e;
            }
            lock (_turn)
            {
                while (_next != index && !_stopped) Monitor.Wait(_turn);
                if (_stopped) return;
                cancel.ThrowIfCancellationRequested();
                Finish(index, result, failure);
                _next++;
                Monitor.PulseAll(_turn);
            }
        }
        catch
        {
            lock (_turn)
            {
                _stopped = true;
                Monitor.PulseAll(_turn);
            }
            throw;
        }
    }

    private void Finish(int index, FeatureResult result, Exception? failure)
    {
        if (failure is not null) _failures.Add(new(files[index], failure));
        else if (writer.Append(files[index].Id, result)) Extracted++;
        if (failure is null && result.Truncated) _truncated.Add(files[index]);
        progress?.Report(new(index + 1, files.Count, _failures.Count, files[index]));
    }
}
