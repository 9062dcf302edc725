using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Trained item vectors of which a step touches few: rows are gathered once, and AdaGrad changes only them. Gradients of a row that
/// was gathered several times are added up before the step, in the order of the places. For one thread at a time; its work uses several.</summary>
internal sealed unsafe class ItemTable
{
    private const int RowsPerChunk = 128;

    private readonly Matrix _sums;
    private readonly Matrix? _velocities;
    private readonly int[] _place; // of each item: its first place in the step, or -1
    private readonly double _rate, _momentum, _epsilon;
    private readonly int _threads;
    private int[] _firsts = [];

    public ItemTable(Matrix values, double rate, double momentum, double epsilon, int threads)
    {
        (Values, _sums, _rate, _momentum, _epsilon, _threads) =
            (values, new Matrix(values.Rows, values.Columns), rate, momentum, epsilon, threads);
        if (momentum > 0) _velocities = new Matrix(values.Rows, values.Columns);
        _place = new int[values.Rows];
        _place.AsSpan().Fill(-1);
    }

    /// <summary>The vectors, [items, width].</summary>
    public Matrix Values { get; }

    /// <summary>Copies the first columns of some rows.</summary>
    public void Gather(ReadOnlySpan<int> items, Tensor rows)
    {
        int width = rows.Shape.Columns;
        for (int i = 0; i < items.Length; i++) Values.Row(items[i])[..width].CopyTo(new Span<float>(rows.Data + (nint)i * width, width));
    }

    /// <summary>One step down the gradients of the gathered rows.</summary>
    /// <param name="items">Items of both gradients, first those of <paramref name="first"/>; either may have fewer columns than the table.</param>
    /// <param name="first">Overwritten with sums.</param>
    /// <param name="second">Overwritten with sums; null where there is one gradient.</param>
    public void Descend(ReadOnlySpan<int> items, Tensor first, Tensor? second = null)
    {
        if (_firsts.Length < items.Length) _firsts = new int[items.Length];
        int width = first.Shape.Columns, split = first.Shape.Rows, distinct = 0;
        float* Row(int place) => place < split ? first.Data + (nint)place * width
            : second!.Data + (nint)(place - split) * second.Shape.Columns;
        int WidthAt(int place) => place < split ? width : second!.Shape.Columns;
        for (int place = 0; place < items.Length; place++)
        {
            ref int known = ref _place[items[place]];
            if (known < 0)
            {
                known = place;
                _firsts[distinct++] = place;
            }
            else if (WidthAt(place) <= WidthAt(known))
            {
                Maps.Run2<Functions.Add>(Row(place), Row(known), Row(known), WidthAt(place));
            }
            else
            {
                Maps.Run2<Functions.Add>(Row(known), Row(place), Row(place), WidthAt(known));
                for (int d = distinct - 1; ; d--)
                {
                    if (_firsts[d] != known) continue;
                    _firsts[d] = known = place;
                    break;
                }
            }
        }
        var (all, firsts) = (items.ToArray(), _firsts);
        WorkerTeam.Shared.Run((distinct + RowsPerChunk - 1) / RowsPerChunk, _threads, (chunk, _) =>
        {
            for (int d = chunk * RowsPerChunk; d < Math.Min(distinct, (chunk + 1) * RowsPerChunk); d++)
            {
                int place = firsts[d], item = all[place];
                _place[item] = -1;
                nint at = (nint)item * Values.Stride;
                AdaGradDescent.Run(Row(place), _sums.Pointer + at, _velocities is null ? null : _velocities.Pointer + at, Values.Pointer + at,
                    WidthAt(place), (float)_rate, (float)_momentum, (float)_epsilon);
            }
        });
    }
}
