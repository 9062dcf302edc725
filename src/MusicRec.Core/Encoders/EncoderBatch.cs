using MusicRec.Audio;
using MusicRec.Compute;

namespace MusicRec.Encoders;

/// <summary>Draws the windows of training steps.</summary>
internal sealed class EncoderBatch(EncoderModel model, ItemFrames items, int[] train, int windowsPerItem, ulong seed)
{
    private readonly float[] _one = new float[model.Window * model.Bins];
    private float[] _inputs = [];

    /// <summary>Examples of an epoch.</summary>
    public int Count => train.Length * windowsPerItem;

    public Tensor Loss(Tape tape, ReadOnlySpan<int> examples, EncoderTarget target)
    {
        Array.Resize(ref _inputs, examples.Length * _one.Length);
        Span<int> chosen = examples.Length <= 1024 ? stackalloc int[examples.Length] : new int[examples.Length];
        for (int i = 0; i < examples.Length; i++)
        {
            int item = chosen[i] = train[examples[i] % train.Length];
            var frames = items[item];
            ulong stream = (ulong)tape.Step * (ulong)Count + (ulong)examples[i];
            int start = ClipWindows.Random(frames.Length / items.Columns, model.Window, 1, seed, stream)[0];
            model.Copy(frames, start, _inputs.AsSpan(i * _one.Length, _one.Length));
        }
        var x = tape.Input(new Shape(examples.Length, model.Window, model.Bins), _inputs);
        return target.Loss(tape, model.Forward(tape, x), chosen);
    }
}
