using System.Runtime.InteropServices;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>OpenBLAS, loaded at run time where it is installed.</summary>
internal sealed unsafe class OpenBlas
{
    private const int RowMajor = 101, NoTranspose = 111, Transpose = 112, ColumnMajor = 102, Upper = 121;

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged<int, int, int, int, int, float, float*, int, float, float*, int, void> _ssyrk;
    private readonly delegate* unmanaged<byte*, int*, float*, int*, int*, void> _spotrf;
    private readonly delegate* unmanaged<byte*, int*, int*, float*, int*, float*, int*, int*, void> _spotrs;
    private readonly delegate* unmanaged<int, void> _threads;
    private readonly string _name;

    private OpenBlas(nint library)
    {
        nint Export(string name) => NativeLibrary.GetExport(library, name);
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)Export("cblas_sgemm");
        _ssyrk = (delegate* unmanaged<int, int, int, int, int, float, float*, int, float, float*, int, void>)Export("cblas_ssyrk");
        _spotrf = (delegate* unmanaged<byte*, int*, float*, int*, int*, void>)Export("spotrf_");
        _spotrs = (delegate* unmanaged<byte*, int*, int*, float*, int*, float*, int*, int*, void>)Export("spotrs_");
        _threads = (delegate* unmanaged<int, void>)Export("openblas_set_num_threads");
        _name = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Export("openblas_get_config"))()) ?? "OpenBLAS";
    }

    /// <summary>The library, on one thread; null where it is absent.</summary>
    public static OpenBlas? TryLoad()
    {
        foreach (string name in new[] { "libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll", "openblas" })
        {
            if (!NativeLibrary.TryLoad(name, out nint library)) continue;
            var blas = new OpenBlas(library);
            blas._threads(1);
            return blas;
        }
        return null;
    }

    public override string ToString() => _name.Trim();

    /// <summary>C = A B, row-major.</summary>
    public void Multiply(int m, int n, int k, float* a, int lda, bool transposeA, float* b, int ldb, bool transposeB, float* c, int ldc) =>
        _sgemm(RowMajor, transposeA ? Transpose : NoTranspose, transposeB ? Transpose : NoTranspose, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);

    /// <summary>Upper triangle of C += A A^T, column-major, A [n, k].</summary>
    public void AddSquare(int n, int k, float* a, int lda, float* c, int ldc) => _ssyrk(ColumnMajor, Upper, NoTranspose, n, k, 1, a, lda, 1, c, ldc);

    /// <summary>Solves A x = b by Cholesky, column-major, in place.</summary>
    public void SolvePositiveDefinite(int n, float* a, float* b)
    {
        byte upper = (byte)'U';
        int one = 1, info;
        _spotrf(&upper, &n, a, &n, &info);
        _spotrs(&upper, &n, &one, a, &n, b, &n, &info);
    }

    /// <summary>The Cholesky factor in place, column-major.</summary>
    public void Factor(int n, float* a, int lda)
    {
        byte upper = (byte)'U';
        int info;
        _spotrf(&upper, &n, a, &lda, &info);
    }
}
