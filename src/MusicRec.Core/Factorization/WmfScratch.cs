using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>One worker's memory for solving rows: the normal equations of order n, the gathered rows, and a few short vectors.</summary>
internal sealed unsafe class WmfScratch
{
    private readonly Matrix _memory;

    /// <param name="order">Largest order of the equations.</param>
    public WmfScratch(int order)
    {
        int stride = WmfGram.Stride(order), block = AlsGram.Block;
        int equations = order * stride, gathered = 2 * block * stride, pointers = 2 * (block + AlsRows.Group);
        int steps = Simd.Pad(AlsConjugateGradient.Scratch(order));
        _memory = new Matrix(1, equations + gathered + pointers + 3 * block + 3 * stride + steps);
        A = _memory.Pointer;
        Gathered = A + equations;
        Rows = (float**)(Gathered + gathered);
        Q = Gathered + gathered + pointers;
        T = Q + block;
        D = T + block;
        B = D + block;
        X = B + stride;
        Inverse = X + stride;
        Steps = Inverse + stride;
    }

    /// <summary>[order, stride]: the equations.</summary>
    public float* A { get; }

    /// <summary>Scratch of <see cref="AlsGram"/>.</summary>
    public float* Gathered { get; }

    /// <summary>Pointers to a block's rows.</summary>
    public float** Rows { get; }

    /// <summary>Weight of each outer product of a block.</summary>
    public float* Q { get; }

    /// <summary>Weight of each row of a block in the right-hand side.</summary>
    public float* T { get; }

    /// <summary>Predictions of a block.</summary>
    public float* D { get; }

    /// <summary>Right-hand side, then solution.</summary>
    public float* B { get; }

    /// <summary>A row's vector, padded with zeros to whole registers.</summary>
    public float* X { get; }

    /// <summary>Reciprocal pivots.</summary>
    public float* Inverse { get; }

    /// <summary>Scratch of <see cref="AlsConjugateGradient"/>.</summary>
    public float* Steps { get; }
}
