using System.Runtime.InteropServices;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>FFTW in single precision, loaded at run time where it is installed.</summary>
internal sealed unsafe class Fftw
{
    private const uint Patient = 1 << 5;

    private readonly delegate* unmanaged<int, int*, int, float*, int*, int, int, float*, int*, int, int, uint, nint> _planMany;
    private readonly delegate* unmanaged<nint, void> _execute;

    private Fftw(nint library)
    {
        _planMany = (delegate* unmanaged<int, int*, int, float*, int*, int, int, float*, int*, int, int, uint, nint>)
            NativeLibrary.GetExport(library, "fftwf_plan_many_dft_r2c");
        _execute = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "fftwf_execute");
    }

    /// <summary>The library, on one thread; null where it is absent.</summary>
    public static Fftw? TryLoad()
    {
        foreach (string name in new[] { "libfftw3f.so.3", "libfftw3f.so", "libfftw3f.dylib", "libfftw3f-3.dll" })
            if (NativeLibrary.TryLoad(name, out nint library)) return new Fftw(library);
        return null;
    }

    /// <summary>A patiently made plan of real transforms of n points, one after another: [count, n] to [count, n / 2 + 1] pairs.</summary>
    public nint Plan(int n, int count, float* from, float* to) => _planMany(1, &n, count, from, null, 1, n, to, null, 1, n / 2 + 1, Patient);

    /// <summary>The C function void execute(plan).</summary>
    public nint ExecuteAddress => (nint)_execute;

    public void Execute(nint plan) => _execute(plan);
}
