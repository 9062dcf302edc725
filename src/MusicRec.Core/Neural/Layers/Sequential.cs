using System.Globalization;
using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Modules one after another, named "0", "1", ... as PyTorch does.</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _modules;

    /// <param name="modules">In the order of computation.</param>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        _modules = modules.ToArray();
        for (int i = 0; i < _modules.Length; i++) Child(i.ToString(CultureInfo.InvariantCulture), _modules[i]);
    }

    /// <summary>Number of modules.</summary>
    public int Count => _modules.Length;

    /// <summary>Module number <paramref name="index"/>.</summary>
    public Module this[int index] => _modules[Require.Index(index, Count)];

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Forward(tape, x, Count);

    /// <summary>The output of the first <paramref name="count"/> modules: a hidden layer's, to look at or to build on.</summary>
    public Tensor Forward(Tape tape, Tensor x, int count)
    {
        Require.Between(count, 0, Count);
        for (int i = 0; i < count; i++) x = _modules[i].Forward(tape, x);
        return x;
    }
}
