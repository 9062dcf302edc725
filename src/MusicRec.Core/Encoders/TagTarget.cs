using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>Tags, several of which may hold at once: mean over items and tags of the logistic loss, as in Liang, Zhan, Ellis 2015. The encoder's
/// vectors are logits.</summary>
/// <param name="labels">[items, tags], from 0 to 1; an item without any tag has nothing to be fitted to.</param>
public sealed class TagTarget(Matrix labels) : EncoderTarget
{
    private readonly Matrix _labels = Require.NotNull(labels);

    /// <inheritdoc/>
    public override int Items => _labels.Rows;

    /// <inheritdoc/>
    public override int Width => _labels.Columns;

    /// <inheritdoc/>
    public override bool Has(int item) => _labels[item].IndexOfAnyExcept(0f) >= 0;

    /// <summary>Outputs begin at the logits of how common the tags are.</summary>
    internal override (float[] Mean, float Scale) Output(int[] items)
    {
        var logits = new float[Width];
        for (int tag = 0; tag < Width; tag++)
        {
            double count = 1; // one item with and one without are added, so that no logit is infinite
            foreach (int item in items) count += _labels[item][tag];
            double share = count / (items.Length + 2);
            logits[tag] = (float)Math.Log(share / (1 - share));
        }
        return (logits, 1);
    }

    internal override Tensor Loss(Tape tape, Tensor y, ReadOnlySpan<int> items) => tape.BinaryCrossEntropy(y, Rows(tape, _labels, items));
}
