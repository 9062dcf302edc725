using System.Buffers;
using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Pools each channel over all places, [batch, .., channels] to [batch, channels]; several kinds are joined side by side, as in
/// van den Oord, Dieleman, Schrauwen (2013).</summary>
public sealed class GlobalPool : Module
{
    private readonly GlobalPooling[] _kinds;

    /// <param name="kinds">At least one.</param>
    public GlobalPool(params ReadOnlySpan<GlobalPooling> kinds)
    {
        Require.Positive(kinds.Length, nameof(kinds));
        _kinds = kinds.ToArray();
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x)
    {
        if (_kinds.Length == 1) return Require.NotNull(tape).GlobalPool(x, _kinds[0]);
        var parts = ArrayPool<Tensor>.Shared.Rent(_kinds.Length);
        for (int i = 0; i < _kinds.Length; i++) parts[i] = Require.NotNull(tape).GlobalPool(x, _kinds[i]);
        var joined = tape.Concat(-1, parts.AsSpan(0, _kinds.Length));
        ArrayPool<Tensor>.Shared.Return(parts, clearArray: true);
        return joined;
    }
}
