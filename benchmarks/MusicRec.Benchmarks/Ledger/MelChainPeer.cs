using System.Diagnostics;
using System.Runtime.InteropServices;
using MusicRec.Audio;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>The log-mel chain in C around FFTW (peers/mel_chain.c), compiled for this machine where there is a C compiler.</summary>
internal sealed unsafe class MelChainPeer
{
    private readonly delegate* unmanaged<float*, int, int, int, float*, nint, nint, float*, float*, int, int*, int*, float*, float*, float*, void>
        _run;
    private readonly Fftw _fftw;

    private MelChainPeer(nint library, Fftw fftw)
    {
        _run = (delegate* unmanaged<float*, int, int, int, float*, nint, nint, float*, float*, int, int*, int*, float*, float*, float*, void>)
            NativeLibrary.GetExport(library, "mel_chain");
        _fftw = fftw;
    }

    /// <summary>The peer; null where cc is absent or fails.</summary>
    public static MelChainPeer? TryBuild(Fftw fftw)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "peers", "mel_chain.c");
        string folder = Directory.CreateTempSubdirectory("musicrec").FullName;
        try
        {
            string library = Path.Combine(folder, "mel_chain.so");
            string[] arguments = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC", "-o", library, source, "-lm"];
            using var compiler = Process.Start("cc", arguments);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? new MelChainPeer(NativeLibrary.Load(library), fftw) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such program
        }
        finally
        {
            Directory.Delete(folder, recursive: true); // the library stays in memory
        }
    }

    /// <summary>The chain of a front-end without padding, ready to run: samples to frames [count, bands].</summary>
    public Action Chain(MelSpectrogram like, float[] samples, float[] frames)
    {
        int n = like.Stft.FftLength, hop = like.Stft.HopLength, count = like.FrameCount(samples.Length), bands = like.Bins;
        float[] from = Inputs.Floats(n, 1), spectrum = Inputs.Floats(n + 2, 2), power = Inputs.Floats(n / 2 + 1, 3), window = Inputs.Floats(n, 4);
        nint plan = _fftw.Plan(n, 1, Inputs.Pointer(from), Inputs.Pointer(spectrum));
        for (int t = 0; t < n; t++) window[t] = (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * t / n)); // Hann, periodic
        var (starts, offsets, weights) = (new int[bands], new int[bands + 1], new List<float>());
        for (int b = 0; b < bands; b++)
        {
            (starts[b], offsets[b]) = (like.Bank.Start(b), weights.Count);
            weights.AddRange(like.Bank.Band(b));
        }
        offsets[bands] = weights.Count;
        float[] all = [.. weights];
        return () =>
        {
            fixed (float* x = samples, w = window, v = all, to = frames)
            fixed (int* s = starts, o = offsets)
            {
                _run(x, count, n, hop, w, _fftw.ExecuteAddress, plan, Inputs.Pointer(from), Inputs.Pointer(spectrum), bands, s, o, v,
                    Inputs.Pointer(power), to);
            }
        };
    }
}
