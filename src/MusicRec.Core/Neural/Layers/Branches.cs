using System.Buffers;
using System.Globalization;
using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Branches on one input whose outputs are joined along the last dimension: late fusion. Named "0", "1", ...</summary>
public sealed class Branches : Module
{
    private readonly Module[] _branches;

    /// <param name="branches">At least one.</param>
    public Branches(params ReadOnlySpan<Module> branches)
    {
        _branches = branches.ToArray();
        Require.Positive(_branches.Length, nameof(branches));
        for (int i = 0; i < _branches.Length; i++) Child(i.ToString(CultureInfo.InvariantCulture), _branches[i]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x)
    {
        var outputs = ArrayPool<Tensor>.Shared.Rent(_branches.Length);
        for (int i = 0; i < _branches.Length; i++) outputs[i] = _branches[i].Forward(tape, x);
        var joined = Require.NotNull(tape).Concat(-1, outputs.AsSpan(0, _branches.Length));
        ArrayPool<Tensor>.Shared.Return(outputs, clearArray: true);
        return joined;
    }
}
