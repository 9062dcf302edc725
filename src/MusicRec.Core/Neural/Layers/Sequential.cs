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

    /// <summary>The output, and that of a hidden layer from the same pass.</summary>
    /// <param name="tape">Who computes.</param>
    /// <param name="x">The input.</param>
    /// <param name="path">The layer's name: "2", or "2.1" for module 1 of the sequence that is module 2.</param>
    /// <param name="hidden">The layer's output.</param>
    /// <exception cref="ArgumentException">There is no such module.</exception>
    public Tensor Forward(Tape tape, Tensor x, string path, out Tensor hidden)
    {
        var (index, inner) = Find(Require.NotNull(path));
        x = Forward(tape, x, index);
        x = inner is null ? hidden = _modules[index].Forward(tape, x) : ((Sequential)_modules[index]).Forward(tape, x, inner, out hidden);
        for (int i = index + 1; i < Count; i++) x = _modules[i].Forward(tape, x);
        return x;
    }

    // The module of this sequence that a path begins with, and the path inside it.
    private (int Index, string? Inner) Find(string path) => TryFind(path, out int index, out string? inner)
        ? (index, inner) : throw new ArgumentException($"There is no module '{path}' in this sequence of {Count}.", nameof(path));

    private bool TryFind(string path, out int index, out string? inner)
    {
        int end = path.IndexOf('.', StringComparison.Ordinal);
        inner = end < 0 ? null : path[(end + 1)..];
        string name = end < 0 ? path : path[..end];
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < Count
            && (inner is null || _modules[index] is Sequential sequence && sequence.TryFind(inner, out _, out _));
    }
}
