using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>Which register width this process uses. The JIT folds these to constants, so a branch on them costs nothing.</summary>
internal static class Simd
{
    /// <summary>Register width in bits: 512, 256 (with FMA) or 128.</summary>
    public static int Width => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 256 : 128;

    /// <summary>Every row of a matrix starts on, and is padded to, this many floats (64 bytes), whatever the width.</summary>
    public const int RowAlign = 16;

    /// <summary>n rounded up to a whole number of <see cref="RowAlign"/> floats.</summary>
    public static int Pad(int n) => (n + RowAlign - 1) & ~(RowAlign - 1);
}
