using System.Runtime.Intrinsics.X86;
using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Trained item vectors, each with its bias behind it where there are any, of which a step touches few: rows are gathered once, and
/// AdaGrad changes only them. Gradients of an item that was gathered several times are added up before the step, in the order of the places.
/// For one thread at a time; its work uses several.</summary>
internal sealed unsafe class ItemTable
{
    private const int RowsPerChunk = 128, RowsAhead = 6; // a row is far from the one before: its memory is asked for early

    private readonly Matrix _sums;
    private readonly Matrix? _velocities;
    private readonly int[] _place; // of each item: its first place in the step, or -1
    private readonly int _width; // of a vector, without the bias
    private readonly float _rate, _momentum, _epsilon;
    private readonly int _threads;
    private int[] _items = [], _firsts = [];

    /// <param name="values">First vectors, [items, width], or [items, width + 1] with biases.</param>
    /// <param name="width">Width of a vector.</param>
    /// <param name="rate">AdaGrad's learning rate.</param>
    /// <param name="momentum">Share of the last step that is taken again.</param>
    /// <param name="epsilon">Keeps AdaGrad's divisor from zero.</param>
    /// <param name="threads">Threads to use.</param>
    public ItemTable(Matrix values, int width, double rate, double momentum, double epsilon, int threads)
    {
        (Values, _sums, _width, _threads) = (values, new Matrix(values.Rows, values.Columns), width, threads);
        (_rate, _momentum, _epsilon) = ((float)rate, (float)momentum, (float)epsilon);
        if (momentum > 0) _velocities = new Matrix(values.Rows, values.Columns);
        _place = new int[values.Rows];
        _place.AsSpan().Fill(-1);
    }

    /// <summary>First vectors, given or drawn uniformly in +-sqrt(6 / (items + width)), [items, columns]; what is behind the width is zero.</summary>
    /// <exception cref="ArgumentException">The given vectors have another shape, or one is not finite.</exception>
    public static Matrix First(int items, int width, int columns, Matrix? given, ulong seed, ulong stream)
    {
        var vectors = new Matrix(items, columns);
        if (given is not null)
        {
            if (given.Rows != items || given.Columns != width)
                throw new ArgumentException($"FirstVectors has shape [{given.Rows}, {given.Columns}], but there are {items} items of width {width}.");
            for (int i = 0; i < items; i++)
            {
                foreach (float value in given[i])
                    if (!float.IsFinite(value)) throw new ArgumentException($"FirstVectors holds {value} for item {i}; every value must be finite.");
                given[i].CopyTo(vectors.Row(i));
            }
            return vectors;
        }
        float[] drawn = GruStack.Uniform(items * width, items + width, seed, stream);
        for (int i = 0; i < items; i++) drawn.AsSpan(i * width, width).CopyTo(vectors.Row(i));
        return vectors;
    }

    /// <summary>The vectors, and their biases where there are any.</summary>
    public Matrix Values { get; }

    /// <summary>Copies the vectors of some items, and their biases where asked for. Item -1, without a bias, gives zeros.</summary>
    public void Gather(ReadOnlySpan<int> items, Tensor vectors, Tensor? biases = null)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (i + RowsAhead < items.Length) Fetch(Values, Math.Max(0, items[i + RowsAhead]));
            if (items[i] < 0)
            {
                new Span<float>(vectors.Data + (nint)i * _width, _width).Clear();
                continue;
            }
            float* row = Values.Pointer + (nint)items[i] * Values.Stride;
            new Span<float>(row, _width).CopyTo(new Span<float>(vectors.Data + (nint)i * _width, _width));
            if (biases is not null) biases.Data[i] = row[_width];
        }
        GC.KeepAlive(Values);
    }

    /// <summary>One step down the gradients of gathered rows.</summary>
    /// <param name="items">The items gathered, [n]; -1 is left out.</param>
    /// <param name="vectors">Gradients of their vectors, [n, width]; overwritten with sums.</param>
    /// <param name="biases">Gradients of the biases of the first <paramref name="biased"/> of them; overwritten with sums.</param>
    /// <param name="biased">How many were gathered with their biases.</param>
    public void Descend(ReadOnlySpan<int> items, float* vectors, float* biases = null, int biased = 0)
    {
        if (_items.Length < items.Length) (_items, _firsts) = (new int[items.Length], new int[items.Length]);
        items.CopyTo(_items);
        int distinct = 0;
        for (int place = 0; place < items.Length; place++)
        {
            if (items[place] < 0) continue;
            ref int first = ref _place[items[place]];
            if (first < 0)
            {
                first = _firsts[distinct++] = place;
                continue;
            }
            float* sum = vectors + (nint)first * _width;
            Maps.Run2<Functions.Add>(vectors + (nint)place * _width, sum, sum, _width);
            if (place < biased) biases[first] += biases[place];
        }
        WorkerTeam.Shared.Run((distinct + RowsPerChunk - 1) / RowsPerChunk, _threads, new Rows(this, vectors, biases, biased, distinct));
    }

    private readonly struct Rows(ItemTable table, float* vectors, float* biases, int biased, int count) : IChunks
    {
        public void Run(int chunk, int worker)
        {
            int end = Math.Min(count, (chunk + 1) * RowsPerChunk);
            for (int d = chunk * RowsPerChunk; d < end; d++)
            {
                if (d + RowsAhead < end)
                {
                    int soon = table._items[table._firsts[d + RowsAhead]];
                    Fetch(table._sums, soon);
                    Fetch(table.Values, soon);
                }
                int place = table._firsts[d], item = table._items[place];
                table._place[item] = -1;
                table.Descend(item, vectors + (nint)place * table._width, 0, table._width);
                if (place < biased) table.Descend(item, biases + place, table._width, 1);
            }
        }
    }

    private void Descend(int item, float* gradient, int column, int count)
    {
        nint at = (nint)item * Values.Stride + column;
        AdaGradDescent.Run(gradient, _sums.Pointer + at, _velocities is null ? null : _velocities.Pointer + at, Values.Pointer + at, count,
            _rate, _momentum, _epsilon);
    }

    private static void Fetch(Matrix table, int item)
    {
        if (!Sse.IsSupported) return;
        float* row = table.Pointer + (nint)item * table.Stride;
        for (int i = 0; i < table.Columns; i += 16) Sse.Prefetch0(row + i);
    }
}
