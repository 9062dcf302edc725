namespace MusicRec.Numerics;

/// <summary>A persistent team of threads for short parallel loops. The caller is a worker too; workers spin briefly, then sleep,
/// so handing over costs well under a microsecond in a hot loop. Chunks are claimed from one shared counter: on a busy machine the caller
/// simply does more of them. What a chunk computes must depend on the chunk alone, never on the worker that claimed it.</summary>
internal sealed class WorkerTeam
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Lock _entry = new();
    private readonly List<Worker> _workers = [];

    /// <summary>The process's team. It starts threads on first use and never holds results.</summary>
    public static WorkerTeam Shared { get; } = new();

    /// <summary>Threads to use: the option's value, or all cores where it is 0.</summary>
    public static int Threads(int option) => option > 0 ? option : Environment.ProcessorCount;

    /// <summary>Runs <c>body(chunk, worker)</c> for every chunk in [0, chunks), on at most <paramref name="threads"/> threads, worker in [0,
    /// threads).
    /// A call made while the team is busy (nested, or from another thread) runs on its caller alone, as worker 0.
    /// The first exception stops the hand-out of chunks and is rethrown to the caller.</summary>
    public void Run(int chunks, int threads, Action<int, int> body, CancellationToken cancel = default) =>
        Run(chunks, threads, new Delegated(body), cancel);

    /// <summary>The same for a struct, without allocating once a caller has run a body of its type.</summary>
    public void Run<TBody>(int chunks, int threads, TBody body, CancellationToken cancel = default) where TBody : struct, IChunks
    {
        threads = Math.Min(Math.Max(threads, 1), chunks);
        var job = Job<TBody>.Take(chunks, body, cancel);
        if (threads > 1 && !_entry.IsHeldByCurrentThread && _entry.TryEnter())
        {
            try { Share(job, threads); }
            finally { _entry.Exit(); }
        }
        else
        {
            job.Work(worker: 0);
        }
        job.Finish();
    }

    private void Share(Job job, int threads)
    {
        while (_workers.Count < threads - 1) _workers.Add(new Worker(_workers.Count + 1));
        for (int i = 0; i < threads - 1; i++) _workers[i].Start(job);
        job.Work(worker: 0);
        var spin = new SpinWait();
        for (int i = 0; i < threads - 1; i++)
            while (_workers[i].Busy) spin.SpinOnce(sleep1Threshold: -1);
    }

    private readonly struct Delegated(Action<int, int> body) : IChunks
    {
        public void Run(int chunk, int worker) => body(chunk, worker);
    }

    private abstract class Job
    {
        public abstract void Work(int worker);
    }

    private sealed class Job<TBody> : Job where TBody : struct, IChunks
    {
        [ThreadStatic] private static Job<TBody>? Spare; // a finished job, for this thread's next loop of the same body

        private TBody _body;
        private int _chunks, _next;
        private CancellationToken _cancel;
        private Exception? _failure;

        public static Job<TBody> Take(int chunks, TBody body, CancellationToken cancel)
        {
            var job = Spare ?? new Job<TBody>();
            Spare = null;
            (job._body, job._chunks, job._next, job._cancel, job._failure) = (body, chunks, 0, cancel, null);
            return job;
        }

        public override void Work(int worker)
        {
            try
            {
                for (int chunk; _failure is null && (chunk = Interlocked.Increment(ref _next) - 1) < _chunks;)
                {
                    _cancel.ThrowIfCancellationRequested();
                    _body.Run(chunk, worker);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, e, null);
            }
        }

        /// <summary>After every worker has left the job: keeps it for later, and rethrows what went wrong.</summary>
        public void Finish()
        {
            var failure = _failure;
            (_body, _cancel, _failure) = (default, default, null);
            Spare = this;
            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private sealed class Worker
    {
        private readonly object _wake = new();
        private readonly int _index;
        private volatile Job? _job;
        private volatile bool _asleep;

        public Worker(int index)
        {
            _index = index;
            new Thread(Loop) { IsBackground = true, Name = $"MusicRec worker {index}" }.Start();
        }

        public bool Busy => _job is not null;

        public void Start(Job job)
        {
            _job = job;
            Interlocked.MemoryBarrier(); // the job must be visible before we look whether the worker sleeps
            if (!_asleep) return;
            lock (_wake) Monitor.Pulse(_wake);
        }

        private void Loop()
        {
            for (; ; )
            {
                Await();
                _job!.Work(_index);
                _job = null;
            }
        }

        private void Await()
        {
            for (int spins = 0; _job is null; spins++)
            {
                if (spins < SpinsBeforeSleep)
                {
                    if ((spins & 63) == 63) Thread.Yield();
                    else Thread.SpinWait(8);
                    continue;
                }
                lock (_wake)
                {
                    _asleep = true;
                    Interlocked.MemoryBarrier();
                    if (_job is null) Monitor.Wait(_wake);
                    _asleep = false;
                }
            }
        }
    }
}
