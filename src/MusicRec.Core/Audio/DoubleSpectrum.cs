using System.Buffers;
using System.Runtime.Intrinsics;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Magnitude spectra whose window and transform are in double, rounded to float at the end: a transform in float leaves 1e-7 of the peak
/// in every bin, and that is what the quietest bins would hold.</summary>
internal sealed unsafe class DoubleSpectrum
{
    private const int Lanes = 4;

    private readonly LaneSpectrum _frames;
    private readonly FftDoubles _plan;
    private readonly double[] _window;

    public DoubleSpectrum(StftOptions options, LaneSpectrum frames)
    {
        (_frames, _plan) = (frames, new FftDoubles(options.FftLength));
        _window = Window.FrameInDouble(options);
    }

    /// <summary>As <see cref="LaneFrontEnd.Part"/>: |X[k]| of frames first and on, [frames, Bins].</summary>
    public void Part(ReadOnlySpan<float> samples, Framing framing, int first, Span<float> spectra)
    {
        int bins = _frames.Bins, count = spectra.Length / bins, n = _window.Length, room = _plan.Room;
        float[] frame = ArrayPool<float>.Shared.Rent(n);
        double[] memory = ArrayPool<double>.Shared.Rent(2 * Lanes * room);
        fixed (double* re = memory)
        {
            double* im = re + Lanes * room;
            for (int done = 0; done < count; done += Lanes)
            {
                new Span<double>(re, 2 * Lanes * room).Clear();
                int lanes = Math.Min(Lanes, count - done);
                for (int lane = 0; lane < lanes; lane++)
                {
                    framing.Copy(samples, first + done + lane, frame.AsSpan(0, n));
                    if (_frames.Filtered) _frames.Filter(frame.AsSpan(0, n));
                    for (int t = 0; t < n; t++) re[t * Lanes + lane] = frame[t] * _window[t];
                }
                _plan.Run((Vector256<double>*)re, (Vector256<double>*)im);
                for (int lane = 0; lane < lanes; lane++)
                {
                    var to = spectra.Slice((done + lane) * bins, bins);
                    for (int k = 0, at = lane; k < bins; k++, at += Lanes) to[k] = (float)Math.Sqrt(re[at] * re[at] + im[at] * im[at]);
                }
            }
        }
        ArrayPool<float>.Shared.Return(frame);
        ArrayPool<double>.Shared.Return(memory);
    }
}
