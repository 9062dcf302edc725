using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>Transposes small blocks in registers.</summary>
internal static unsafe class Transpose
{
    /// <summary>to[j ldt + i] = from[i ldf + j] for i, j in [0, 4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block4(float* from, nint ldf, float* to, nint ldt)
    {
        var (r0, r1) = (Vector128.Load(from), Vector128.Load(from + ldf));
        var (r2, r3) = (Vector128.Load(from + 2 * ldf), Vector128.Load(from + 3 * ldf));
        var (x0, x1) = (Low(r0, r2), High(r0, r2)); // a0 c0 a1 c1, a2 c2 a3 c3
        var (y0, y1) = (Low(r1, r3), High(r1, r3)); // b0 d0 b1 d1, b2 d2 b3 d3
        Low(x0, y0).Store(to);
        High(x0, y0).Store(to + ldt);
        Low(x1, y1).Store(to + 2 * ldt);
        High(x1, y1).Store(to + 3 * ldt);
    }

    // x0 y0 x1 y1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(x, y)
        : Vector128.Create(x[0], y[0], x[1], y[1]);

    // x2 y2 x3 y3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(x, y)
        : Vector128.Create(x[2], y[2], x[3], y[3]);
}
