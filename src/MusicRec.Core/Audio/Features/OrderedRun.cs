namespace MusicRec.Audio;

/// <summary>Files are worked on by many threads and written in the order of the catalogue: what is finished early is kept until its turn, at most
/// <see cref="Ahead"/> files further than the one being waited for, so that a slow file does not hold up the others and memory stays bounded.
/// Indices must be begun in ascending order.</summary>
internal sealed class OrderedRun(
    IReadOnlyList<SoundFile> files, FeatureWriter writer, IProgress<ExtractionStep>? progress, CancellationToken cancel)
{
    public const int Ahead = 64;

    private readonly object _turn = new();
    private readonly List<ExtractionFailure> _failures = [];
    private readonly List<SoundFile> _truncated = [];
    private readonly Dictionary<int, (FeatureResult Result, Exception? Failure)> _early = [];
    private int _next;
    private bool _stopped;

    public int Extracted { get; private set; }

    public IReadOnlyList<ExtractionFailure> Failures => _failures;

    public IReadOnlyList<SoundFile> Truncated => _truncated;

    /// <summary>Computes one file's features, and writes them and those that waited for them when it is their turn.</summary>
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
                while (index - _next > Ahead && !_stopped) Monitor.Wait(_turn);
                if (_stopped) return;
                _early.Add(index, (result, failure));
                FinishInOrder();
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

    private void FinishInOrder()
    {
        for (; _early.Remove(_next, out var done); _next++)
        {
            cancel.ThrowIfCancellationRequested();
            Finish(_next, done.Result, done.Failure);
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
